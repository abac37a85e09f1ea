namespace Flows;

/// <summary>Cases for a theory, each on both databases.</summary>
internal static class OnBoth
{
    public static TheoryData<Database, string> Of(IEnumerable<string> cases)
    {
        var data = new TheoryData<Database, string>();
        foreach (var one in cases)
        {
            data.Add(Database.Sqlite, one);
            data.Add(new TheoryDataRow<Database, string>(Database.Postgres, one) { Skip = PrivatePostgres.Available ? null : PrivatePostgres.WhyNotAvailable });
        }

        return data;
    }
}
