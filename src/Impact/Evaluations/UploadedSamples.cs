using System.Text.Json;
using Steward.Platform.Errors;

namespace Steward.Impact.Evaluations;

/// <summary>A labelled text.</summary>
/// <param name="Text">1 to 10,000 characters.</param>
/// <param name="Locale">Its language, if known.</param>
/// <param name="Labels">What is expected, by label; what is not named is not judged.</param>
internal sealed record LabelledText(string? Text, string? Locale, Dictionary<string, JsonElement>? Labels);

/// <summary>A data set to keep: <paramref name="Samples"/>, or a table of <paramref name="Columns"/> and <paramref name="Rows"/>.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Description">Up to 2,000 characters.</param>
/// <param name="Samples">1 to 1,000 labelled texts.</param>
/// <param name="Columns">Names of columns: <c>text</c>, <c>locale</c> and labels.</param>
/// <param name="Rows">1 to 1,000 rows of as many cells; an empty cell is a label that is not judged.</param>
internal sealed record UploadDataset(string? Name, string? Description, LabelledText?[]? Samples, string?[]? Columns, string?[]?[]? Rows);

/// <summary>Reads a data set from what was sent.</summary>
internal static class UploadedSamples
{
    private const int MostSamples = 1000;
    private const int MaxText = 10_000;

    /// <summary>The samples of an upload, numbered from 1 in its order.</summary>
    /// <exception cref="ProblemException">400: what is wrong, each with its pointer.</exception>
    public static List<DatasetSample> Read(UploadDataset upload, Guid dataset, Guid tenant)
    {
        var check = new Check().Text("/name", upload.Name, 200).OptionalText("/description", upload.Description, 2000)
            .That(upload.Samples is null != upload.Rows is null, "/samples", "required", "Either samples, or columns and rows, are required.");
        var samples = upload.Rows is null ? FromSamples(upload, check) : FromRows(upload, check);
        check.That(samples.Count is >= 1 and <= MostSamples, upload.Rows is null ? "/samples" : "/rows", "out_of_range", $"1 to {MostSamples} texts are required.").ThrowIfAny();
        var read = samples.Select((sample, i) => SampleOf(sample, i + 1, dataset, tenant, check)).ToList();
        check.ThrowIfAny();
        return read;
    }

    private static List<Uploaded> FromSamples(UploadDataset upload, Check check)
    {
        var samples = upload.Samples ?? [];
        check.That(Array.TrueForAll(samples, s => s is not null), "/samples", "invalid", "It holds null.");
        return [.. samples.Take(MostSamples + 1).OfType<LabelledText>().Select((s, i) => new Uploaded(
            s.Text, s.Locale, s.Labels ?? [], name => name is "text" or "locale" ? $"/samples/{i}/{name}" : $"/samples/{i}/labels{(name.Length > 0 ? "/" : "")}{name}"))];
    }

    private static List<Uploaded> FromRows(UploadDataset upload, Check check)
    {
        var (columns, rows) = (upload.Columns ?? [], upload.Rows ?? []);
        check.That(columns.Contains("text") && columns.Distinct().Count() == columns.Length && !columns.Contains(null), "/columns", "invalid", "Columns with different names are required, among them text.");
        check.That(Array.TrueForAll(rows, row => row?.Length == columns.Length), "/rows", "invalid", "Every row must have as many cells as there are columns.").ThrowIfAny();
        string? Cell(int row, string column) => Array.IndexOf(columns, column) is var at and >= 0 ? rows[row]![at] : null;
        return [.. Enumerable.Range(0, Math.Min(rows.Length, MostSamples + 1)).Select(i => new Uploaded(Cell(i, "text"), Cell(i, "locale"),
            columns.Where(c => c is not ("text" or "locale")).ToDictionary(c => c!, c => JsonSerializer.SerializeToElement(Cell(i, c!))),
            name => name.Length == 0 ? $"/rows/{i}" : $"/rows/{i}/{Array.IndexOf(columns, name)}"))];
    }

    private static DatasetSample SampleOf(Uploaded sample, int number, Guid dataset, Guid tenant, Check check)
    {
        check.Text(sample.Pointer("text"), sample.Text, MaxText).OptionalText(sample.Pointer("locale"), sample.Locale, 35);
        var expected = EvaluatedLabels.Read(sample.Labels, sample.Pointer, check);
        check.That(expected.Count > 0 || sample.Labels.Count > 0, sample.Pointer(""), "required", "At least one label is required.");
        return new DatasetSample { DatasetId = dataset, Number = number, TenantId = tenant, Text = sample.Text ?? "", Locale = sample.Locale, Expected = JsonSerializer.Serialize(expected) };
    }

    private sealed record Uploaded(string? Text, string? Locale, IReadOnlyDictionary<string, JsonElement> Labels, Func<string, string> Pointer);
}
