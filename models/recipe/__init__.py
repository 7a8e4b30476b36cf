"""What the recipes of this folder share: speech, noise, mixing, spectra, a GRU that can step, export and scores."""
