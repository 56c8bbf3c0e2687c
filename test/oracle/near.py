"""What cnx computed beside what JAX did: shapes are equal, no element is off by more than 1e-8 of the largest."""

import sys

import numpy as np


def check(got, pairs):
    """pairs of a name in `got` and what it should be; prints what differs and ends the process."""
    passed = failed = 0
    for name, want in pairs:
        x = got[name]
        off = np.max(np.abs(x - want)) / np.max(np.abs(want)) if x.shape == want.shape else np.inf
        if off < 1e-8:
            passed += 1
        else:
            failed += 1
            print(f"{name}: shape {x.shape} for {want.shape}, off by {off:.3g} of the largest")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0 or passed == 0)
