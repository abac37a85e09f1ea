using Microsoft.Extensions.DependencyInjection;
using Steward.Platform.Data;
using Steward.Platform.Http;

namespace Api;

/// <summary>The tables of safety as the guide names them, as somebody at the database sees them.</summary>
public sealed class SafetyTables
{
    [Theory, OnBothDatabases, Trait("Requirement", "T115")]
    public async Task Flags_have_indexes_by_content_and_by_review_status(Database on)
    {
        var server = await Servers.On(on);
        // Which one a small table is read by is the database's choice: what matters is that they are there.
        var indexes = await IndexesAsync(server, on);
        foreach (var column in (string[])["content_id", "review_status"]) indexes.ShouldContain(i => i.Contains($"(tenant_id, {column}", StringComparison.Ordinal), column);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T116")]
    public async Task Review_queue_has_the_columns_and_states_of_the_guide(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        var client = server.Client(Service.Platform, tenant.Key);
        foreach (var (does, state) in ((string?, string)[])[(null, "pending"), ("review", "reviewed"), ("escalate", "escalated"), ("dismiss", "dismissed")])
        {
            var content = "content-" + Guid.NewGuid();
            await (await client.PostAsync("/screen/text", new { contentId = content, contentType = "feedback_text", text = "What a damn shit place" })).JsonAsync();
            var item = (await (await client.GetAsync("/safety/queue", Answers.Ct)).JsonAsync()).GetProperty("items").EnumerateArray().Single(i => i.GetProperty("flag").Text("contentId") == content).GetProperty("queueItem").Text("id");
            if (does is not null) await (await client.PostAsync($"/safety/queue/{item}/{does}", new { notes = "Seen.", reason = "Seen." })).JsonAsync();
            var row = (await RowsAsync(server, tenant.Id, item)).ShouldHaveSingleItem();

            (row.Status, row.FlagContent).ShouldBe((state, content));
            row.CreatedAt.ShouldNotBeNull();
            (row.ReviewedAt is not null).ShouldBe(state != "pending");
            row.ReviewerNotes.ShouldBe(state == "pending" ? null : "Seen.");
        }
    }

    private static async Task<IReadOnlyList<Row>> RowsAsync(TestServer server, Guid tenant, string item)
    {
        await using var scope = server.Scope();
        return await scope.ServiceProvider.GetRequiredService<AppDb>().QueryAsync<Row>(
            """
            SELECT q.id AS Id, q.status AS Status, q.assigned_to AS AssignedTo, q.reviewed_at AS ReviewedAt, q.reviewer_notes AS ReviewerNotes, q.created_at AS CreatedAt, f.content_id AS FlagContent
            FROM safety_review_queue q JOIN safety_flags f ON f.id = q.flag_id AND f.tenant_id = q.tenant_id WHERE q.tenant_id = @tenant AND q.id = @item
            """, new { tenant, item }, Answers.Ct);
    }

    private static async Task<IReadOnlyList<string>> IndexesAsync(TestServer server, Database on)
    {
        await using var scope = server.Scope();
        var sql = on == Database.Sqlite ? "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'safety_flags' AND sql IS NOT NULL" : "SELECT indexdef FROM pg_indexes WHERE tablename = 'safety_flags'";
        return [.. (await scope.ServiceProvider.GetRequiredService<AppDb>().QueryAsync<string>(sql, null, Answers.Ct)).Select(i => i.Replace("\"", "", StringComparison.Ordinal))];
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";
        public string Status { get; set; } = "";
        public string? AssignedTo { get; set; }
        public DateTime? ReviewedAt { get; set; }
        public string? ReviewerNotes { get; set; }
        public DateTime? CreatedAt { get; set; }
        public string FlagContent { get; set; } = "";
    }
}
