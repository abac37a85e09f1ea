namespace Steward.Server.Demo.Input;

/// <summary>A file of feedback: JSON lines, or CSV when its name ends in .csv or .tsv or text columns are named. It is read as often as it is needed and never held whole.</summary>
internal sealed class FeedbackFile
{
    private const string Sample = "samples/feedback.jsonl";
    private readonly CsvTexts? _csv;

    private FeedbackFile(string path, CsvTexts? csv) => (Path, _csv) = (path, csv);

    public string Path { get; }

    public string Name => System.IO.Path.GetFileName(Path);

    /// <exception cref="InputException">There is no such file, or it cannot be read.</exception>
    public static FeedbackFile Open(DemoOptions options)
    {
        var path = System.IO.Path.GetFullPath(options.Input ?? FindSample());
        if (!File.Exists(path)) throw new InputException($"There is no file '{path}'.");
        var ending = System.IO.Path.GetExtension(path).ToLowerInvariant();
        var isCsv = ending is ".csv" or ".tsv" || options.TextColumns.Count > 0;
        return new FeedbackFile(path, isCsv ? new CsvTexts(options.TextColumns, ending == ".tsv" ? '\t' : ',') : null);
    }

    /// <summary>The rows in order, good and bad.</summary>
    /// <exception cref="InputException">The file cannot be read at all.</exception>
    public IEnumerable<ReadRow> Rows()
    {
        using var file = OpenRead();
        var lines = RawLines.Read(file);
        var people = System.IO.Path.GetFileNameWithoutExtension(Path);
        foreach (var row in _csv is null ? JsonLines.Read(lines, people) : _csv.Read(lines, people)) yield return row;
    }

    private FileStream OpenRead()
    {
        try
        {
            return File.OpenRead(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The file '{Path}' cannot be read: {error.Message}");
        }
    }

    // The sample is in the repository's root; the program is somewhere below it.
    private static string FindSample()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.Path.Combine(folder.FullName, Sample) is var path && File.Exists(path)) return path;
        throw new InputException($"The sample '{Sample}' is not there; name a file with --input.");
    }
}
