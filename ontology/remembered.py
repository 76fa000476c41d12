"""Results of functions of texts, kept in memory while the texts are short: the texts of a release repeat themselves."""

from collections.abc import Callable
from functools import lru_cache, wraps
from inspect import signature
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])


def remembered(most: int, longest: int, length: Callable[[Any], int] = len) -> Callable[[Function], Function]:
    """Keep the last `most` results of a function whose first argument has a `length` of at most `longest`.

    So a long text is computed each time, and does not fill the memory. All arguments are hashable and by position.
    """

    def decorate(function: Function) -> Function:
        known = lru_cache(maxsize=most)(function)

        @wraps(function)
        def remember(text: Any) -> Any:
            return known(text) if length(text) <= longest else function(text)

        @wraps(function)
        def remember_with(text: Any, *more: Any) -> Any:
            return known(text, *more) if length(text) <= longest else function(text, *more)

        is_single = len(signature(function).parameters) == 1  # as most are, which saves time
        return cast("Function", remember if is_single else remember_with)

    return decorate
