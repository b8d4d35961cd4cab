"""One small app a council trade, each independent of the others."""
