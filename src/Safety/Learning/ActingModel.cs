using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Steward.Safety.Learning;

/// <summary>A model that is live or in shadow, ready to be asked.</summary>
internal sealed record ActingModel(Guid Id, int Version, bool Live, double? HoldFrom, double? PassUpTo, LogisticRegression Weights)
{
    /// <summary>What it says. On its word alone nothing passes that might be toxic: it knows words, not what they are said for.</summary>
    public Word Of(TextFeatures text, bool toxic)
    {
        var probability = Math.Round(Weights.Probability(text), 4);
        var says = probability >= HoldFrom ? Word.Hold : probability <= PassUpTo && !toxic ? Word.Pass : Word.Unsure;
        return new Word(SourceOf(Id), $"model {Version.ToString(CultureInfo.InvariantCulture)}", Live, probability, says);
    }

    /// <summary>What its opinions are counted under.</summary>
    public static string SourceOf(Guid id) => id.ToString("N");

    /// <summary>A tenant's; weights, which never change, are taken from what is known where it is.</summary>
    public static async Task<IReadOnlyList<ActingModel>> ReadAsync(DbConnection connection, Guid tenant, IReadOnlyList<ActingModel> known, CancellationToken ct)
    {
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT id AS Id, version AS Version, state AS State, hold_from AS HoldFrom, pass_up_to AS PassUpTo, bias AS Bias
            FROM safety_models WHERE tenant_id = @tenant AND state IN ('live', 'shadow') ORDER BY version
            """, new { tenant }, cancellationToken: ct))).AsList();
        var models = new List<ActingModel>(rows.Count);
        foreach (var row in rows)
        {
            var weights = known.FirstOrDefault(m => m.Id == row.Id)?.Weights ?? LogisticRegression.From(await connection.QuerySingleAsync<byte[]>(new CommandDefinition(
                "SELECT weights FROM safety_models WHERE tenant_id = @tenant AND id = @Id", new { tenant, row.Id }, cancellationToken: ct)), row.Bias);
            models.Add(new ActingModel(row.Id, (int)row.Version, row.State == "live", row.HoldFrom, row.PassUpTo, weights));
        }

        return models;
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public long Version { get; set; }
        public string State { get; set; } = "";
        public double? HoldFrom { get; set; }
        public double? PassUpTo { get; set; }
        public double Bias { get; set; }
    }
}
