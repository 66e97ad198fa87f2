"""In-Made: het onderwijs en de vakopleidingen binnen de inrichtingen van DJI."""
