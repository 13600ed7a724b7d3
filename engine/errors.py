"""The one error the engine raises for a reason the user can mend."""


class EngineError(Exception):
    """Nothing can go on; the sentence names the layer, the field and what would do.

    The sentence is an English template in `str.format` style and its values apart, so that whoever shows
    it can translate the template: `EngineError("Layer {layer} has no lines.", layer="cables")`.
    """

    def __init__(self, template: str, **values):
        self.template = template
        self.values = values
        super().__init__(template.format(**values))
