namespace Steward.Cli;

/// <summary>What the exit code of every command says.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>The server refused it, or is not well.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong; nothing was sent.</summary>
    public const int Usage = 2;

    /// <summary>No answer from the server.</summary>
    public const int Unreachable = 3;

    /// <summary>The key is missing, does not hold, or may not do it.</summary>
    public const int NotAllowed = 4;

    /// <summary>There is no such thing.</summary>
    public const int NotFound = 5;

    /// <summary>Stopped by the user.</summary>
    public const int Cancelled = 130;
}
