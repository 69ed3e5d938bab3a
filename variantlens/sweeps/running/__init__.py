"""How a sweep runs: in the background, several samples at once, so that nothing that is finished gets lost.

service          Sweeps: start, progress, pause, resume, cancel, and what was kept, for pages and the command line
sources          where answers come from: the main call, or the service's model testing
executors, work  who works, in threads or on a Dask cluster; what a worker does with a batch
rounds, runner   batches in flight and what becomes of each; one sweep from its list to its end
lease, progress  one process runs a sweep at a time, and hears what is wanted of it; how it is doing
restarting       going on with what an earlier process left
"""
