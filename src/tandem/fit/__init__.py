"""What is learnt from data, written as readable files; the heavy libraries are imported here alone."""
