"""Synthetic data: as many made-up platforms as requested, with defects at a known rate and their ground truth.

    World(platforms, seed, rate) ─▶ generate.iter_parts ─▶ file.write_files

Every attribute is a pure function of seed, sort and index (`draw`), references are arithmetic (`world`), so data are
made in constant memory. A platform's life (`career`) is written as a sheet of statements (`platforms`); a defect
(`injection`, `kind_injection`) bends the life or changes the sheet, and says what an audit has to find (`truth`).
Sound data have no finding on the evaluation day (`world.EVALUATION`, 2026-06-30). All is marked as assumed.
"""
