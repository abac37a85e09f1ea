using System.Globalization;
using Steward.Bench.Foundation;
using Steward.Bench.Jobs;

// One scenario of bench/jobs on our own queue, as the peers' programs run theirs. Started by driver.mjs.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var options = Options.Parse(args);
Output.Figures(options.Scenario switch
{
    "prepare" => await PrepareAsync(),
    "enqueue-one" => await Enqueueing.RunAsync(options),
    "enqueue-many" => new { perSecond = await Drain.EnqueueAsync(options.Database, options.Number("jobs"), options.Number("chunk"), options.Number("at-once")), jobs = options.Number("jobs") },
    "drain" => await DrainAsync(),
    "send" => await PickUp.SendAsync(options),
    "receive" => await PickUp.ReceiveAsync(options, sends: false),
    "send-and-receive" => await PickUp.ReceiveAsync(options, sends: true),
    "fill" => await Killed.FillAsync(options),
    "work" => await Killed.WorkAsync(options),
    _ => throw new ArgumentException($"There is no scenario '{options.Scenario}'."),
});

async Task<object> PrepareAsync()
{
    await options.Database.MigrateAsync();
    return new { version = typeof(Steward.Jobs.IJob).Assembly.GetName().Version!.ToString(3) };
}

async Task<object> DrainAsync()
{
    var jobs = options.Number("jobs");
    var (perSecond, _) = await Drain.DrainAsync(options.Database, jobs, options.Slots ?? 10);
    return new { perSecond, jobs, left = 0 };
}
