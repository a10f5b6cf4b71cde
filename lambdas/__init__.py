"""Collecting garbage while modules load finds none and takes a tenth of a cold start (docs/decisions)."""

import gc

gc.set_threshold(200_000, 50, 50)
