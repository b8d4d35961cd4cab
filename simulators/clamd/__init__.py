"""A stand-in for clamd, the virus scanner of ClamAV."""
