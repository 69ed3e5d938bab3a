"""How large or small a share can be, given that it was seen in some of a number of cases."""

import numpy as np

LEVEL = 0.95
"""How sure each bound is: it is wrong in at most one of twenty data sets."""


def clopper_pearson_upper(count: float, of: float, level: float = LEVEL) -> float:
    """The exact one-sided upper bound of a share (Clopper and Pearson, Biometrika 26, 1934).

    Args:
        count: How many cases have it, 0..of; fractions are those of scaled counts.
        of: How many cases there are.
        level: How sure the bound is.

    Returns:
        0..1; 1 without a case.
    """
    from scipy.special import betaincinv

    return 1.0 if count >= of else float(betaincinv(count + 1, of - count, level))


def clopper_pearson_lower(count: float, of: float, level: float = LEVEL) -> float:
    """The exact one-sided lower bound of a share; see :func:`clopper_pearson_upper`."""
    from scipy.special import betaincinv

    return 0.0 if count <= 0 or of <= 0 else float(betaincinv(count, of - count + 1, 1 - level))


def wilson(count: int, of: int, level: float = LEVEL) -> tuple[float, float]:
    """The two-sided interval of a share (Wilson, Journal of the American Statistical Association 22, 1927).

    Only where every case stands for itself: samples of one window.

    Args:
        count: How many cases have it.
        of: How many cases there are.
        level: How sure the interval is.

    Returns:
        Its ends, 0..1; all of it without a case.
    """
    from scipy.special import ndtri

    if of == 0:
        return 0.0, 1.0
    z = float(ndtri((1 + level) / 2))
    share = count / of
    middle = share + z * z / (2 * of)
    reach = z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    # At either end rounding would leave a trace where the bound is exact.
    low = 0.0 if count == 0 else float((middle - reach) / scale)
    high = 1.0 if count == of else float((middle + reach) / scale)
    return low, high
