"""How fast Tandem is, how much it holds, and what that is worth: every figure beside a floor."""
