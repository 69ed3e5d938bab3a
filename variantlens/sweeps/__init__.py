"""Many samples: what is kept of each, what the whole set says, and the verdict. Imports nothing by itself.

How it runs
    service            Sweeps: start, progress, pause, resume, cancel, and what was kept, for pages and the command line
      request          what is asked; frozen when the run starts
      sources          where answers come from: the main call, or the service's model testing
      executors, work  who works, in threads or on a Dask cluster; what a worker does with a batch
      rounds, runner   batches in flight and what becomes of each; one sweep from its list to its end
      lease, progress  one process runs a sweep at a time, and hears what is wanted of it; how it is doing
    judging, exports   all verdicts of a sweep and the one word; a sweep as data

What a sweep keeps
    keeping            outcome(comparison) -> SampleOutcome: one sample's comparison made small
    outcomes           SampleOutcome and its parts; model_dump_json() and model_validate_json() write and read it
    columns            blocks_of(samples) -> blocks: all samples as long arrays, per learn block and kind of result

What it says
    measures           allowed_loss(value, unit) -> AllowedLoss: accuracy, F1, AUROC, MAE, mean squared error
    verdict            judge(block, candidate, allowed, floor=…, by=…) -> Verdict
      measuring        columns -> evidence about a measure
      evidence, ranks  sums over samples; AUROC
      resampling       weighted samples, an imagined worst one among them
      bounds           shares: Clopper and Pearson, Wilson
    wording            verdict_sentence(verdict) -> Sentence to quote; rule_sentence(verdict)
    slices             classes_apart(…), slices(…, by): the worst class, parts by label, device, length, keys
    harmful            broken(block, candidate): the samples it breaks, the worst first
    confusion          agreement(block, candidate), confusion(block, variant), difference(…), classes(block, variant)
    thresholds         curve(block, variant, units): precision and recall over the threshold, the best one cross-fitted
    distributions      scatter(block, candidate), tails(block, variant), errors(block, variant)
    significance       significance(evidence): McNemar's mid-p or sign flips, for the details
    average_precision  average_precisions(block, candidate): mAP pooled over pictures, for information
"""
