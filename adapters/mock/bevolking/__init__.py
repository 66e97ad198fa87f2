"""A population: any number of people drawn from a seed, each a life like those in `personas/`."""
