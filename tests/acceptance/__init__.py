"""Finished editions judged by independent tools: validators, and the yardsticks that lie beside the project in CI."""
