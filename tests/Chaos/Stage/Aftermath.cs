using Steward.Jobs.Queue;

namespace Chaos.Stage;

/// <summary>A row of the ended jobs.</summary>
internal sealed class EndedJob
{
    public Guid Id { get; set; }
    public long State { get; set; }
    public long Attempts { get; set; }
    public long Lease { get; set; }
    public DateTime StartedAt { get; set; }
}

/// <summary>A row that an errand wrote.</summary>
internal sealed class Effect
{
    public Guid Errand { get; set; }
    public long Lease { get; set; }
}

/// <summary>What is left when all is over: what was asked, how it ended, what it wrote, and every execution.</summary>
internal sealed record Aftermath(
    IReadOnlyDictionary<Guid, Errand> Errands, IReadOnlyList<EndedJob> Ended, IReadOnlyList<Effect> Effects, IReadOnlyList<Execution> Executions)
{
    /// <summary>Executions beyond the first of each job.</summary>
    public int Repetitions => Executions.Count - Executions.Select(e => e.Job).Distinct().Count();

    /// <summary>How often a job was put back without an attempt that failed.</summary>
    public long Rescues => Ended.Sum(e => e.Lease - e.Attempts);

    /// <summary>Errands that run twice by their own doing.</summary>
    public int Stumbles => Errands.Values.Count(e => e.Ending == Ending.Stumbles);

    /// <summary>
    /// What must hold whatever happened. A claim raises the attempts and the lease, a rescue the lease alone, and a claim that never arrived is taken
    /// from the attempts again: what the lease is ahead of the attempts are rescues.
    /// </summary>
    public void Check(int count)
    {
        Errands.Count.ShouldBe(count);
        var errands = Ended.Where(e => Errands.ContainsKey(e.Id)).ToList();
        var deaths = Ended.Where(e => !Errands.ContainsKey(e.Id)).ToList();
        errands.Select(e => e.Id).ShouldBe(Errands.Keys, ignoreOrder: true, "Nothing is lost and nothing ends twice.");
        errands.ShouldAllBe(e => e.State == (long)(Errands[e.Id].Ending == Ending.Dies ? JobState.Failed : JobState.Completed));
        deaths.Count.ShouldBe(Errands.Values.Count(e => e.Ending == Ending.Dies));
        deaths.ShouldAllBe(e => e.State == (long)JobState.Completed);
        CheckExecutions();
        CheckEffects();
    }

    private void CheckExecutions()
    {
        var executions = Executions.ToLookup(e => e.Job);
        executions.Select(e => e.Key).ShouldBe(Ended.Select(e => e.Id), ignoreOrder: true, "What ran has ended, and what ended has run.");
        foreach (var job in Ended)
        {
            var leases = executions[job.Id].Select(e => e.Lease).ToList();
            leases.ShouldBeUnique();
            leases.Max().ShouldBe(job.Lease, "The last execution is the one that ended the job.");
            var rescues = job.Lease - job.Attempts;
            rescues.ShouldBeGreaterThanOrEqualTo(0);
            ((long)leases.Count).ShouldBeLessThanOrEqualTo(job.Attempts + rescues);
        }
    }

    private void CheckEffects()
    {
        var written = Errands.Where(e => e.Value.Ending != Ending.Returns).Select(e => e.Key);
        Effects.Select(e => e.Errand).ShouldBe(written, ignoreOrder: true, "Each errand that writes a row has written exactly one.");
        var leases = Ended.ToDictionary(e => e.Id, e => e.Lease);
        Effects.Where(e => Errands[e.Errand].Ending != Ending.Dies).ShouldAllBe(e => e.Lease == leases[e.Errand], "The row is of the execution that ended the job.");
    }
}
