using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Impact.Evaluations;

/// <summary>A text of a run that was classified: what was expected of it and what was given; the text itself is not read.</summary>
internal sealed record AnsweredText(int Number, IReadOnlyDictionary<string, string> Expected, IReadOnlyDictionary<string, string> Given)
{
    /// <summary>A data set has at most 1,000 texts.</summary>
    public static async Task<List<AnsweredText>> OfRunAsync(AppDb db, EvaluationRun run, CancellationToken ct)
    {
        var rows = await (from answer in db.Set<EvaluationAnswer>()
                          join sample in db.Set<DatasetSample>() on answer.Number equals sample.Number
                          where answer.RunId == run.Id && answer.Given != null && sample.DatasetId == run.DatasetId
                          orderby answer.Number
                          select new { answer.Number, sample.Expected, answer.Given }).ToListAsync(ct);
        return [.. rows.Select(r => new AnsweredText(r.Number, Read(r.Expected), Read(r.Given!)))];
    }

    private static Dictionary<string, string> Read(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;
}
