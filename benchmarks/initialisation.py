"""How much the standard deviations of ten untrained layers vary: the tolerance intervals of entrenamiento's question c.

    python benchmarks/initialisation.py [--seeds 40] [--inputs 200] [--out FILE]

The course passes 10,000 standard normal inputs through ten layers of 500 units and prints one table. Here the same is
done with many seeds; each of the 70 figures gets a two-sided tolerance interval, on its logarithm because a layer
multiplies what the one before gave it. About half a minute on one core, NumPy and SciPy only.

**Fewer inputs leave the expectation as it is.** What is measured is the standard deviation over n inputs × 500 units,
s² = mean(h²) - mean(h)². The first mean has the same expectation for every n, as the inputs are alike; the second has
E[mean(h)²] = Var(mean(h)) + E[h]², and only the part of that variance that comes from the inputs falls with n. So
the expectation of s² differs between n and 10n inputs by less than Var(h) / n, a relative 1/n at most (0.5 % for
n = 200), and that of s by half of it. What does not fall with n is the chance of the weights, which all inputs share:
it is the spread below. `inputs` in the file checks this: the same weights, with all inputs and with a quarter of them.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autograder.bands.tolerance import two_sided_factor

LAYERS, UNITS = 10, 500
CHANCE, CONFIDENCE = 1e-3, 0.95
ROWS = {
    ("normal_0.01", "tanh"): (0.2134, 0.0476, 0.0106, 0.00238, 0.00053, 0.00012, 0.00003, 0.000006, 0.000001, 0.0),
    ("normal_1", "tanh"): (0.982,) * LAYERS,
    ("glorot_uniform", "tanh"): (0.627, 0.486, 0.409, 0.358, 0.322, 0.296, 0.273, 0.254, 0.240, 0.227),
    ("glorot_uniform", "relu"): (0.584, 0.418, 0.302, 0.221, 0.158, 0.112, 0.077, 0.051, 0.033, 0.024),
    ("normal_fans", "tanh"): (0.721, 0.634, 0.595, 0.576, 0.568, 0.562, 0.559, 0.557, 0.556, 0.557),
    ("normal_fans", "relu"): (0.826, 0.804, 0.767, 0.767, 0.747, 0.726, 0.734, 0.711, 0.715, 0.755),
    ("he_normal", "relu"): (0.827, 0.799, 0.797, 0.780, 0.784, 0.820, 0.786, 0.821, 0.771, 0.739),
}
"""The course's table: 10,000 inputs, one run, as printed."""
OUT = Path(__file__).parents[1] / "reference_results" / "entrenamiento" / "study" / "initialisation.json"


def weights(scheme: str, generator: np.random.Generator) -> NDArray[np.float32]:
    """One layer's initial weights, shape (500, 500)."""
    if scheme == "glorot_uniform":
        limit = np.sqrt(6 / (2 * UNITS))
        return generator.uniform(-limit, limit, (UNITS, UNITS)).astype(np.float32)
    deviation = {
        "normal_0.01": 0.01,
        "normal_1": 1.0,
        "normal_fans": 2 / np.sqrt(2 * UNITS),
        "he_normal": np.sqrt(2 / UNITS),
    }[scheme]
    return (deviation * generator.standard_normal((UNITS, UNITS), dtype=np.float32)).astype(np.float32)


def deviations(scheme: str, activation: str, inputs: int, seed: int) -> tuple[list[float], list[float]]:
    """Standard deviation of each layer's activations over all inputs, and over the first quarter of them."""
    generator = np.random.default_rng([seed, *map(ord, scheme + activation)])
    hidden = generator.standard_normal((inputs, UNITS), dtype=np.float32)
    whole, quarter = [], []
    for _ in range(LAYERS):
        product = hidden @ weights(scheme, generator)
        hidden = np.tanh(product) if activation == "tanh" else np.maximum(product, 0)
        whole.append(float(hidden.std(dtype=np.float64)))
        quarter.append(float(hidden[: inputs // 4].std(dtype=np.float64)))
    return whole, quarter


def study(seeds: int, inputs: int) -> dict[str, object]:
    """Mean, standard deviation and interval of each figure; the course's beside them.

    One honest run of the whole table leaves any of its 70 intervals with a chance of at most `CHANCE`, on 95 % of
    studies of this size (each interval holds the content 1 - CHANCE/70; the union bound adds up).
    """
    content = 1 - CHANCE / (LAYERS * len(ROWS))
    factor = two_sided_factor(seeds, content, CONFIDENCE)
    rows = []
    for (scheme, activation), published in ROWS.items():
        runs = [deviations(scheme, activation, inputs, seed) for seed in range(1, seeds + 1)]
        values, quarters = np.array([run[0] for run in runs]), np.array([run[1] for run in runs])
        logs = np.log(values)
        centre, reach = logs.mean(axis=0), factor * logs.std(axis=0, ddof=1)
        rows.append(
            {
                "scheme": scheme,
                "activation": activation,
                "mean": _rounded(values.mean(axis=0)),
                "sd": _rounded(values.std(axis=0, ddof=1)),
                "low": _rounded(np.exp(centre - reach)),
                "high": _rounded(np.exp(centre + reach)),
                "published": list(published),
                "quarter_of_the_inputs": _rounded((quarters / values).mean(axis=0)),
            }
        )
    return {
        "command": f"python benchmarks/initialisation.py --seeds {seeds} --inputs {inputs}",
        "seeds": seeds,
        "inputs": inputs,
        "layers": LAYERS,
        "units": UNITS,
        "content": content,
        "confidence": CONFIDENCE,
        "factor": round(factor, 4),
        "rows": rows,
    }


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [float(f"{value:.5g}") for value in values]


def to_json(found: dict[str, object]) -> str:
    """The study as text, one list a line."""
    rows = found["rows"]
    assert isinstance(rows, list)
    head = json.dumps({**found, "rows": []}, indent=2).removesuffix("[]\n}")
    blocks = ["    {\n" + ",\n".join(f"      {json.dumps(key)}: {json.dumps(row[key])}" for key in row) for row in rows]
    return head + "[\n" + "\n    },\n".join(blocks) + "\n    }\n  ]\n}\n"


def main() -> None:
    """Run the study and write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--inputs", type=int, default=200)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(to_json(study(options.seeds, options.inputs)), encoding="utf-8")


if __name__ == "__main__":
    main()
