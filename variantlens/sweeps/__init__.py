"""Many samples: what is kept of each, what the whole set says, and the verdict. Imports nothing by itself.

request            what is asked; frozen when the run starts
running            how it is done: start, progress, pause, resume, cancel
judging, exports   judgement(data, candidates, allowed) -> all verdicts and the one word; a sweep as data
versus             two sweeps beside each other, and one beside today's model

What a sweep keeps
    keeping            outcome(comparison) -> SampleOutcome: one sample's comparison made small
    outcomes           SampleOutcome and its parts; model_dump_json() and model_validate_json() write and read it
    columns            sweep_data(samples) -> samples and blocks: long arrays, per learn block and kind of result

What it says
    measures           allowed_loss(value, unit) -> AllowedLoss: accuracy, F1, AUROC, MAE, mean squared error
    verdict            judge(block, candidate, allowed, floor=…, by=…) -> Verdict
      measuring        columns -> evidence about a measure
      evidence, ranks  sums over samples; AUROC
      resampling       weighted samples, an imagined worst one among them
      coverage         coverage(block, candidate, measure) -> what is lost, and what is not judged and why
      grouping         groupings(samples), clusterings(lost, …): whether losses cluster by person, device, session
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
