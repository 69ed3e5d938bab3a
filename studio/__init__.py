"""The embedded classify service: real models behind the calls of Edge Impulse's API, in a process of its own.

__main__     the command line; serving: sockets, and the end of the process
api          HTTP: one router per group of calls, keys, errors in the service's shape
projects     project folders, loaded when asked for; projectfile: what project.json may say; other_formats: models that
             LiteRT does not run
files        what is read of a folder: plain files that lie in it, of a bounded size
samples      sample files → recordings
memory       bytes in flight: what samples take while calls work on them, all together
processing   recordings → features
impulses     processing blocks made ready, and whether they fit the models; shapes: which axis is which
inference    features → outputs of a .tflite model, by LiteRT; modelfile: what a file says of itself
learning     outputs → what a learn block says, one module per kind of block
tasks        what a caller wants, made ready: sample, windows, processing blocks; resampling: other rates
classify     one sample, several variants → one answer
predictions  an answer → decisions, and how often they are right
testing      model testing: a whole category of samples, and the results
thresholds   those that callers set
jobs         work that takes longer than a request may
wire         the above in the words of the wire schema
"""
