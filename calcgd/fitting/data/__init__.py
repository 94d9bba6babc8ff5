"""Files, patterns of files and pipes as tables of numbers, with all that is left out of them counted."""
