"""Who asks later: the loop that takes turns, and the queue of everything else."""
