"""Files for councils that submit to Bacs by their own bureau (Standard 18)."""
