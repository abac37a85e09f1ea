namespace Steward.Tests.Support;

/// <summary>The repository that the running code was built from.</summary>
public static class RepoRoot
{
    private const string Marker = "Steward.slnx";

    /// <summary>Walks up from <paramref name="from"/> to the folder that holds the solution file.</summary>
    /// <param name="from">Where to begin. Defaults to the folder of the running program.</param>
    /// <returns>An absolute path without a trailing separator.</returns>
    /// <exception cref="DirectoryNotFoundException">No folder above holds the solution file.</exception>
    public static string Find(string? from = null)
    {
        var start = from ?? AppContext.BaseDirectory;
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, Marker)))
            {
                return System.IO.Path.TrimEndingDirectorySeparator(folder.FullName);
            }
        }

        throw new DirectoryNotFoundException($"No folder above '{start}' holds {Marker}.");
    }
}
