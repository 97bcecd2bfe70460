"""Background work: the loop that takes turns, and the queue for everything else."""
