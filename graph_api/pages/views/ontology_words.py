"""The way in which pages about the ontology name its terms: labels, names, kinds, and links to the pages about them."""

from collections.abc import Container, Sequence

from graph_api.pages.strings import texts
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText
from ontology.iris import last_part
from ontology.model import ClassTerm, Model, PropertyTerm, Text
from ontology.namespaces import compact
from ontology.rule import Defect


class TermWords:
    """Names the terms of an ontology for one reader."""

    def __init__(self, model: Model, defects: Sequence[Defect], reader: PageReader) -> None:
        self.model, self.reader = model, reader
        self.lang, self.page = reader.lang, texts(reader.lang)
        self._rules = {one.iri: one for one in defects}

    @staticmethod
    def name_in(model: Model, iri: str) -> str:
        """The prefixed name of a term, by which the pages know it; the project's own terms have no prefix."""
        own = f"{model.base}ns#"
        return iri.removeprefix(own) if iri.startswith(own) else compact(iri)

    def name(self, iri: str) -> str:
        """The name by which the pages know a term."""
        return self.name_in(self.model, iri)

    def address(self, iri: str) -> str:
        """The address of the page about a class or property."""
        return self.reader.frame.to("/ns", term=self.name(iri))

    def rule_address(self, one: Defect) -> str:
        """The address of a rule in the page about the rules."""
        return f"{self.reader.frame.to('/doc/rules')}#{last_part(one.iri)}"

    def label(self, term: ClassTerm | PropertyTerm) -> str:
        """The label of a class or property."""
        return term.label.best(self.lang) or last_part(term.iri)

    def text(self, text: Text) -> LinkedText:
        """A text, with its language if the page's has none."""
        if self.lang in text.by_language:
            return LinkedText(text.by_language[self.lang])
        other = next(iter(sorted(text.by_language)), "")
        return LinkedText(text.best(self.lang) or "", lang="en" if "en" in text.by_language else other)

    def link(self, iri: str) -> LinkedText:
        """Any term: classes, properties, codes, code lists and rules with a link, others as their label or name."""
        model = self.model
        if (term := model.classes.get(iri) or model.properties.get(iri)) is not None:
            return LinkedText(self.label(term), self.address(iri))
        if (rule := self._rules.get(iri)) is not None:
            return LinkedText(self.rule(rule), self.rule_address(rule))
        label = model.labels.get(iri)
        if (code := model.code_lists.get(iri) or model.concepts.get(iri)) is not None:
            return LinkedText(self.text(code.label).text, self.reader.address(iri))
        return LinkedText((label.best(self.lang) if label else None) or self.name(iri))

    def value(self, iri: str) -> LinkedText:
        """A kind of values: a class or code list as a link, a datatype in words and by its name."""
        link, name = self.link(iri), compact(iri)
        if link.address or link.text == name:
            return link
        return LinkedText(f"{link.text} ({name})")

    def rule(self, one: Defect) -> str:
        """A rule in words."""
        return f"{one.code}: {one.label.best(self.lang)}"

    def by_kind(self, iris: Sequence[str]) -> dict[str, list[str]]:
        """Terms by their kind in words: classes first, then properties, code lists, codes, rules, others."""
        kinds: dict[str, Container[str]] = {
            "ontology_classes": self.model.classes,
            "ontology_properties": self.model.properties,
            "ontology_code_lists": self.model.code_lists,
            "ontology_codes": self.model.concepts,
            "ontology_rules": self._rules,
            "ontology_other_terms": iris,
        }
        found: dict[str, list[str]] = {key: [] for key in kinds}
        for iri in iris:
            found[next(key for key, some in kinds.items() if iri in some)].append(iri)
        return {self.page[key]: some for key, some in found.items() if some}
