"""What is true: frozen values and pure functions, without clock, SQL or await."""
