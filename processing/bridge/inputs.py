"""All layers of one run: one working CRS, the user's filters and fields, and the problems met while reading."""

from __future__ import annotations

from qgis.core import QgsProcessingException

from ..words import said
from .layers import LayerExpression, check_shape, find_field, read_layer
from .place import choose_crs
from .roles import LAYER_ROLES, Role

READING = "Reading {input}"
FOUND = "{input}: field {field} gives the {what}."


class Inputs:
    """Reads an algorithm's layers. `layers` are parameter names; the first that is in metres sets the CRS.

    roles: what each layer is, in place of `LAYER_ROLES`.

    crs: the working CRS as text, the `crs` of every table. problems: list[Problem], filled while tables are read.
    """

    def __init__(self, algorithm, parameters, context, feedback, layers: tuple[str, ...], roles=LAYER_ROLES):
        self.algorithm, self.parameters, self.context, self.feedback = algorithm, parameters, context, feedback
        self.roles = {name: roles[name] for name in layers}
        self.problems = []
        self.sources = {}
        for name, role in self.roles.items():
            source = algorithm.parameterAsSource(parameters, name, context)
            if source is not None:
                check_shape(source, role)
                self.sources[name] = source
            elif self._given(name):
                raise QgsProcessingException(algorithm.invalidSourceError(parameters, name))
        words = {name: (self.roles[name].word, source) for name, source in self.sources.items()}
        self.working, self.declared = choose_crs(words, context.transformContext(), feedback)
        self.crs = self.working.authid() or self.working.toWkt()

    def table(self, name: str, keep: str = "", flags: dict[str, str] | None = None):
        """The layer of parameter `name` as a FeatureTable, or None where the user gave none.

        keep: name of the parameter that filters it. flags: {column: name of the parameter whose expression tells it}.
        """
        source = self.sources.get(name)
        if source is None:
            return None
        role = self.roles[name]
        self.feedback.setProgressText(said(READING, {"input": role.word}))
        flags = {column: self._expression(source, parameter) for column, parameter in (flags or {}).items()}
        table, problems = read_layer(
            source,
            role,
            self.declared[name],
            self.working,
            self.context.transformContext(),
            self.feedback,
            self._expression(source, keep),
            {column: expression for column, expression in flags.items() if expression is not None},
            self._columns(source, role),
        )
        self.problems += problems
        return table

    def _given(self, name: str) -> bool:
        return self.parameters.get(name) not in (None, "")

    def _label(self, parameter: str) -> str:
        return self.algorithm.parameterDefinition(parameter).description()

    def _expression(self, source, parameter: str) -> LayerExpression | None:
        if not parameter or self.algorithm.parameterDefinition(parameter) is None:
            return None
        text = self.algorithm.parameterAsString(self.parameters, parameter, self.context).strip()
        if not text:
            return None
        return LayerExpression(text, self._label(parameter), source, self.context.expressionContext())

    def _columns(self, source, role: Role) -> dict[str, LayerExpression]:
        found = {}
        for name, column in role.columns.items():
            expression = self._own_column(source, column.parameter)
            if expression is None:
                field = find_field(source, column.aliases, column.cut)
                if field is None:
                    continue
                expression = LayerExpression(field, column.word, source, self.context.expressionContext())
                if field != name:
                    values = {"input": role.word, "what": column.word, "field": field}
                    self.feedback.pushInfo(said(FOUND, values))
            found[name] = expression
        return found

    def _own_column(self, source, parameter: str) -> LayerExpression | None:
        """The user's expression; a parameter that serves two layers (cable type) need fit only one of them."""
        if not parameter:
            return None
        try:
            expression = self._expression(source, parameter)
        except QgsProcessingException:
            serves = [
                name
                for name, role in self.roles.items()
                if name in self.sources and any(column.parameter == parameter for column in role.columns.values())
            ]
            if len(serves) < 2 or not self._fits_another(source, parameter, serves):
                raise
            return None
        return expression

    def _fits_another(self, source, parameter: str, serves: list[str]) -> bool:
        for name in serves:
            other = self.sources[name]
            if other is source:
                continue
            try:
                self._expression(other, parameter)
            except QgsProcessingException:
                continue
            return True
        return False
