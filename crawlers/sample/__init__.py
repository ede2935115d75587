"""The bundled newsroom: an invented town's press, agencies and accounts, served on loopback.

Tamarack Falls, Larkspur County, Oregon does not exist, nor does anybody who is named here; every word is this project's
own. Two ISO weeks of it (2026-W46 and W47 unless another Monday is asked for) feed the demonstration and the tests.
"""
