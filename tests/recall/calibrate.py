"""`python -m tests.recall.calibrate`: works out the weights of `knowledge.support` on the half that is tuned on.

Logistic regression with a ridge of 1 on standardised features, by Newton's method. The printed bias is half a unit
lower than fitted: what is as likely as not is refused.
"""

import numpy as np

from knowledge.support import WEIGHTS
from tests.recall.__main__ import measured_library, questions

CAUTION = 0.5


def main() -> None:
    """Prints BIAS and WEIGHTS."""
    with measured_library() as library:
        rows, answerable = [], []
        for asked in questions():
            if asked["use"] == "tune":
                context = [asked["context"]] if asked.get("context") else []
                question = library.search.understand(asked["question"], context)
                found = library.features(question, library.search.passages(question))
                rows.append([found[name] for name in WEIGHTS])
                answerable.append(bool(asked["relevant"]))
    bias, weights = fitted(np.array(rows), np.array(answerable, float))
    print(f"BIAS = {bias - CAUTION:.2f}")
    for name, weight in zip(WEIGHTS, weights, strict=True):
        print(f'    "{name}": {weight:.2f},')


def fitted(rows: np.ndarray, wanted: np.ndarray, ridge: float = 1.0) -> tuple[float, np.ndarray]:
    """The bias and the weights for features as they come, rows × features."""
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    inputs = np.column_stack([np.ones(len(rows)), (rows - middle) / spread])
    penalty = ridge * np.diag([0.0, *np.ones(rows.shape[1])])
    weights = np.zeros(inputs.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (likely - wanted) + penalty @ weights
        weights -= np.linalg.solve((inputs.T * (likely * (1 - likely))) @ inputs + penalty, slope)
    raw = weights[1:] / spread
    return float(weights[0] - middle @ raw), raw


if __name__ == "__main__":
    main()
