using System.CommandLine;
using System.Globalization;
using Steward.Client;

namespace Steward.Cli.Commands.Safety;

/// <summary><c>steward safety models …</c></summary>
internal static class LearntModelCommands
{
    private static readonly Argument<Guid> Id = new("id") { Description = "The model" };
    private static readonly Argument<string> State = new Argument<string>("state") { Description = "shadow, live or retired" }.AcceptOnlyFromAmong("shadow", "live", "retired");

    public static Command List(ServerOptions server)
    {
        var command = new Command("list", "Models learnt from your reviewers, how well they do, and what they said");
        command.Calls(server, async (client, _, output, ct) =>
        {
            var all = await client.LearntModels.ListAsync(ct);
            output.Write(all, () => Output.Table(["ID", "VERSION", "STATE", "UPHELD", "RELEASED", "AUC", "HOLDS FROM", "PASSES UP TO", "ASKED", "HELD RIGHT", "PASSED RIGHT"], all.Models.Select(m => (string[])
            [
                m.Id.ToString(), Number(m.Version), m.State, Number(m.Upheld), Number(m.Released), Number(m.Quality.Auc), Bound(m.Holds), Bound(m.Passes), Number(m.Record.Asked),
                Share(m.Record.HeldRight), Share(m.Record.PassedRight),
            ])));
            Output.Remark($"Decisions to learn from: {all.Decisions.Upheld} upheld, {all.Decisions.Released} released{(all.Decisions.Enough ? "." : ": not enough yet.")}");
            if (all.Judge.Asked > 0) Output.Remark($"The judge was asked about {all.Judge.Asked} texts: held {all.Judge.Holds}, let pass {all.Judge.Passes}.");
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Train(ServerOptions server)
    {
        var command = new Command("train", "Learn a model from what reviewers decided; it begins as a draft");
        command.Calls(server, async (client, _, output, ct) =>
        {
            var started = await client.LearntModels.TrainAsync(ct);
            output.Write(started, () => Console.Out.WriteLine($"Training on {started.Upheld} upheld and {started.Released} released texts. To follow it: steward jobs watch {started.JobId}"));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Move(ServerOptions server)
    {
        var command = new Command("move", "Have a model watched in shadow, from there act, or retire it; what was there before makes way") { Id, State };
        command.Calls(server, async (client, line, output, ct) =>
        {
            var model = await client.LearntModels.MoveAsync(line.GetValue(Id), line.GetValue(State)!, ct);
            output.Write(model, () => Console.Out.WriteLine($"Model {model.Version} is {model.State}."));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Delete(ServerOptions server)
    {
        var command = new Command("delete", "Delete a model that neither acts nor is watched") { Id };
        command.Calls(server, async (client, line, output, ct) =>
        {
            await client.LearntModels.DeleteAsync(line.GetValue(Id), ct);
            output.Write(new { deleted = line.GetValue(Id) }, () => Console.Out.WriteLine("Deleted."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Bound(LearntBound bound) => bound.From is { } from ? Number(from) : "never";

    private static string Share(ReviewEstimate share) => share.Of == 0 ? "" : $"{Number(share.Count)} of {Number(share.Of)}";

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
