"""What is learnt from data, as readable files; heavy libraries are imported here alone."""
