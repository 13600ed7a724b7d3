"""Parameter values as the engine's options want them."""

from __future__ import annotations


def numbers(algorithm, parameters, context, options: dict[str, str]) -> dict[str, float]:
    """{option: number} of {parameter: option}; those left empty are left out, so that the engine's default holds."""
    return {
        option: algorithm.parameterAsDouble(parameters, name, context)
        for name, option in options.items()
        if not left_empty(algorithm, parameters, name)
    }


def flags(algorithm, parameters, context, options: dict[str, str]) -> dict[str, bool]:
    """{option: yes or no} of {parameter: option}."""
    return {option: algorithm.parameterAsBool(parameters, name, context) for name, option in options.items()}


def profiles(algorithm, parameters, context, name: str):
    """The file with hours, opened; None where it is left out. Raises EngineError where it is none."""
    from ...engine.demand import Profiles

    path = algorithm.parameterAsFile(parameters, name, context)
    return Profiles.open(path) if path else None


def whole_number(algorithm, parameters, context, name: str) -> int | None:
    """A whole number, None where it is left empty."""
    return None if left_empty(algorithm, parameters, name) else algorithm.parameterAsInt(parameters, name, context)


def texts(algorithm, parameters, context, options: dict[str, str]) -> dict[str, str]:
    """{option: text} of {parameter: option}."""
    return {option: algorithm.parameterAsString(parameters, name, context) for name, option in options.items()}


def chosen(algorithm, parameters, context, name: str, options: dict[str, str]) -> str:
    """The key that the user chose among the options of a choice."""
    return list(options)[algorithm.parameterAsEnum(parameters, name, context)]


def all_chosen(algorithm, parameters, context, name: str, options: dict[str, str]) -> tuple[str, ...]:
    """The keys that the user chose among the options of several."""
    keys = list(options)
    return tuple(keys[at] for at in algorithm.parameterAsEnums(parameters, name, context))


def left_empty(algorithm, parameters, name: str) -> bool:
    """Whether a number has neither a value nor a default."""
    value = parameters.get(name, algorithm.parameterDefinition(name).defaultValue())
    return value is None or value == ""


def hours(algorithm, parameters, context, first: str, last: str, there: int) -> tuple[int, int] | None:
    """Positions of the first and last hour, both counted; None for all of those there are."""
    if left_empty(algorithm, parameters, first) and left_empty(algorithm, parameters, last):
        return None
    begin = 0 if left_empty(algorithm, parameters, first) else algorithm.parameterAsInt(parameters, first, context)
    end = there - 1 if left_empty(algorithm, parameters, last) else algorithm.parameterAsInt(parameters, last, context)
    return begin, end
