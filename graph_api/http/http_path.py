"""The description of one HTTP path: a row of the tables of paths."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HttpPath:
    """A row of the table of paths. The code finds the endpoint by `name`; `parameters` are those of the query string.

    `path` may have places in braces, as Starlette reads them: `/dumps/{release}/{file:path}`.
    `repeated` are those that may be there several times, `needed` those without which there is no answer.
    `ignores_others`: other parameters are ignored, except slips and choices of what the answer is about.
    `bodies` are the media types of the body of a POST, `fields` the names in one that is a form. `media_of_get` are the
    media types of GET, if POST has others, too. `redirects`: it answers by a redirect alone, or by a problem.
    """

    name: str
    path: str
    methods: tuple[str, ...]
    answer: str
    media: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    ignores_others: bool = True
    repeated: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    media_of_get: tuple[str, ...] = ()
    redirects: bool = False
