"""Group sessions as staff run them: who takes part, who came, and a word to all of them."""
