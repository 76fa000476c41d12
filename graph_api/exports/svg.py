"""SVG: the picture of a case, in light and dark, with links and a full text alternative."""

from graph_api.exports import words
from graph_api.exports.case import JustifiedCase
from graph_api.exports.layout import USUAL, lay_out
from graph_api.pages.picture.drawing import PictureTexts, draw, number, style_sheet


def write(case: JustifiedCase, width: int = USUAL) -> bytes:
    """The picture of a case, `width` pixels wide; one column at a phone's width."""
    picture = lay_out(case, width)
    key = case.uuid("picture", number(picture.width)).hex[:8]
    texts = PictureTexts(key, case.language, words.title(case), _description(case))
    return ("\n".join(draw(picture, texts, style_sheet(f".ndp-{key}"))) + "\n").encode()


def _description(case: JustifiedCase) -> str:
    """The picture in words, as its text alternative."""
    parts = [words.verdict(case) + "."]
    parts += [f"{words.headline(step, case.language)}. {step.text}" for step in case.steps]
    if case.sources:
        names = "; ".join(source.label for source in case.sources)
        parts.append(words.labelled(words.word("sources", case.language), names, case.language) + ".")
    return "\n".join(parts)
