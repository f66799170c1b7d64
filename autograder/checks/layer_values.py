"""What a layer was set to, by dotted path, as rubrics ask for it."""

from collections.abc import Sequence

from pydantic import JsonValue

from autograder.checks.roles import magnitude
from autograder.model.evidence import Layer

_KERAS = frozenset(
    """
    Activation ActivityRegularization AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
    AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D Add AdditiveAttention AlphaDropout Attention AugMix
    AutoContrast Average AveragePooling1D AveragePooling2D AveragePooling3D BatchNormalization Bidirectional
    CategoryEncoding CenterCrop Concatenate Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose
    ConvLSTM1D ConvLSTM2D ConvLSTM3D Cropping1D Cropping2D Cropping3D CutMix Dense DepthwiseConv1D DepthwiseConv2D
    Discretization Dot Dropout ELU EinsumDense Embedding Equalization Flatten GRU GRUCell GaussianDropout GaussianNoise
    GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D
    GlobalMaxPooling3D GroupNormalization GroupQueryAttention HashedCrossing Hashing Identity InputLayer IntegerLookup
    LSTM LSTMCell LayerNormalization LeakyReLU Masking MaxNumBoundingBoxes MaxPooling1D MaxPooling2D MaxPooling3D
    Maximum MelSpectrogram Minimum MixUp MultiHeadAttention Multiply Normalization PReLU Permute RMSNormalization RNN
    RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop
    RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert
    RandomPerspective RandomPosterization RandomRotation RandomSaturation RandomSharpness RandomShear RandomTranslation
    RandomZoom ReLU RepeatVector Rescaling Reshape Resizing STFTSpectrogram SeparableConv1D SeparableConv2D SimpleRNN
    SimpleRNNCell Softmax Solarization SpatialDropout1D SpatialDropout2D SpatialDropout3D SpectralNormalization
    StackedRNNCells StringLookup Subtract TextVectorization TimeDistributed UnitNormalization UpSampling1D UpSampling2D
    UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D
    """.split()  # noqa: SIM905  150 quoted names read worse
)
_ACTIVATIONS = {"ReLU": "relu", "LeakyReLU": "leaky_relu", "PReLU": "prelu", "ELU": "elu", "Softmax": "softmax"}
_TRANSPARENT = ("BatchNormalization", "Dropout", "LayerNormalization", "GaussianDropout", "GaussianNoise")
"""What may stand between a layer and its activation."""


def is_keras(layer: Layer) -> bool:
    """Whether a layer's class bears the name of one of Keras' own that does one known thing; `Lambda` may do all."""
    return layer.kind in _KERAS


def value(layers: Sequence[Layer], index: int, path: str) -> JsonValue:
    """What a layer was set to; None where it has no such setting.

    An object stands for the name of its class, a pair of numbers such as (-0.1, 0.1) for the larger magnitude, and an
    activation may be a layer of its own that follows.
    """
    found: JsonValue = dict(layers[index].config)
    for part in path.split("."):
        found = _inside(found).get(part)
    found = _named(found)
    if path == "activation" and found in (None, "linear"):
        return _following(layers[index + 1 :]) or "linear"
    return found


def _inside(setting: JsonValue) -> dict[str, JsonValue]:
    if not isinstance(setting, dict):
        return {}
    inner = setting.get("config") if "class_name" in setting else setting
    return inner if isinstance(inner, dict) else {}


def _named(setting: JsonValue) -> JsonValue:
    if isinstance(setting, dict) and "class_name" in setting:
        return setting["config"] if isinstance(setting.get("config"), str) else setting["class_name"]
    return magnitude(setting)


def _following(layers: Sequence[Layer]) -> JsonValue:
    for layer in layers:
        if layer.kind == "Activation":
            return _named(layer.config.get("activation"))
        if layer.kind in _ACTIVATIONS:
            return _ACTIVATIONS[layer.kind]
        if layer.kind not in _TRANSPARENT:
            return None
    return None
