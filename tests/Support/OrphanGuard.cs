using System.Diagnostics;

namespace Steward.Tests.Support;

/// <summary>
/// Runs a shell script when this process ends in whatever way, a kill included. The guard is a shell in its own session that
/// reads a pipe whose other end only this process holds: the end of the process closes the pipe. A pipe reacts at once and,
/// unlike polling a process id, cannot mistake a later process for this one.
/// </summary>
internal sealed class OrphanGuard : IDisposable
{
    private readonly Process shell;

    private OrphanGuard(Process shell) => this.shell = shell;

    /// <param name="script">What to do; reads its values as <c>$1</c>, <c>$2</c> … so that nothing needs quoting.</param>
    /// <param name="arguments">The values.</param>
    public static OrphanGuard Arm(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        // The guard must not hold the caller's output open: a pipeline behind it would never end.
        string[] shellArguments = ["sh", "-c", $"exec >/dev/null 2>&1; read -r _; {script}", "orphan-guard", .. arguments];
        foreach (var argument in shellArguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new OrphanGuard(Process.Start(start) ?? throw new InvalidOperationException("'setsid' did not start."));
    }

    /// <summary>Runs the script now and waits for its end.</summary>
    /// <exception cref="TimeoutException">The script ran longer than allowed.</exception>
    public async Task FireAsync(TimeSpan timeout)
    {
        shell.StandardInput.Close();
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            await shell.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Cleaning up took longer than {timeout.TotalSeconds:0} s.");
        }
    }

    /// <summary>Ends the guard without running its script.</summary>
    public void Disarm()
    {
        try
        {
            shell.Kill();
        }
        catch (InvalidOperationException)
        {
            // Already gone, which is what was wanted.
        }
    }

    public void Dispose() => shell.Dispose();
}
