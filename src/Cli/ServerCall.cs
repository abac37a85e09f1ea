using System.CommandLine;
using Steward.Client;

namespace Steward.Cli;

/// <summary>Runs a command against the server and turns what goes wrong into words on standard error and an exit code.</summary>
internal static class ServerCall
{
    /// <summary>Makes <paramref name="run"/> the command's action.</summary>
    public static void Calls(this Command command, ServerOptions options, Func<StewardClient, ParseResult, Output, CancellationToken, Task<int>> run) =>
        command.SetAction(async (line, ct) =>
        {
            try
            {
                using var client = new StewardClient(options.Server(line), options.Key(line));
                return await run(client, line, new Output(options.Json(line)), ct);
            }
            catch (StewardException error)
            {
                Explain(error, options.Server(line));
                return CodeOf(error);
            }
            catch (ArgumentException error)
            {
                Console.Error.WriteLine(error.Message);
                return ExitCodes.Usage;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return ExitCodes.Cancelled;
            }
        });

    public static int CodeOf(StewardException error) => error switch
    {
        { IsUnreachable: true } => ExitCodes.Unreachable,
        { Status: 401 or 403 } => ExitCodes.NotAllowed,
        { Status: 404 } => ExitCodes.NotFound,
        _ => ExitCodes.Failed,
    };

    private static void Explain(StewardException error, Uri server)
    {
        var words = Console.Error;
        if (error.IsUnreachable)
        {
            words.WriteLine($"No server answers at {server}: {error.Detail}");
            words.WriteLine("Start one with 'steward serve', or name another with --server or STEWARD_URL.");
            return;
        }

        words.WriteLine($"{error.Title}: {error.Detail}");
        foreach (var wrong in error.Errors) words.WriteLine($"  {wrong.Pointer}: {wrong.Detail}");
        if (error.Status == 401) words.WriteLine("Give a key with --key or STEWARD_KEY.");
        if (error.RequestId is not null) words.WriteLine($"  request id {error.RequestId}");
    }
}
