"""Training that ends the same each time: seeds, and TensorFlow told to keep the order of its sums."""

import tensorflow as tf


def start(seed: int) -> None:
    """Begins a training run from a clean state; call it before a model is built.

    Args:
        seed: For Python, numpy and TensorFlow alike.
    """
    tf.keras.backend.clear_session()
    tf.keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
