using System.Diagnostics;

namespace Steward.Tests.Support;

/// <summary>Runs a short command of the operating system to its end.</summary>
public static class Command
{
    /// <returns>Standard output.</returns>
    /// <exception cref="InvalidOperationException">The exit code is not 0; the message carries the output.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancel = default)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Another user may be unable to enter the caller's folder.
            WorkingDirectory = "/",
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{command[0]}' did not start.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException(
                    $"'{string.Join(' ', command)}' ended with {process.ExitCode}: {await output} {await errors}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{string.Join(' ', command)}' took longer than {timeout.TotalSeconds:0} s.");
        }
    }
}
