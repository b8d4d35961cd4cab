"""Those who take messages out, one folder each; none knows of another."""
