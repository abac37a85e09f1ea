using Chaos.Stage;

namespace Chaos;

/// <summary>A job whose end the database refuses whatever it is, as a damaged index or a trigger of somebody else's would.</summary>
public sealed class UnwritableEnds
{
    private const int Others = 100;

    [Theory, OnBothDatabases, Trait("Speed", "Slow")]
    public async Task Job_whose_end_is_refused_costs_an_attempt_each_time_and_holds_nobody_up(Database on)
    {
        await using var scene = await Scene.OpenAsync(on);
        var poisoned = await scene.EnqueueAsync(new Errand(0, Ending.Returns, 5));
        foreach (var sql in Refusal(on)) await scene.ExecuteAsync(sql, new { poisoned });
        await scene.EnqueueAsync(Others);
        await scene.StartWorkersAsync(1);
        await scene.WhenAsync("jobs_queue WHERE tenant_id = @Tenant", live => live == 1);

        // Between two attempts, so that the refusal is lifted in the middle of none.
        var attempts = await TestServer.EventuallyAsync(() => AttemptsBetweenAsync(scene, poisoned), seen => seen >= 3);
        scene.ExecutionsOf(poisoned).ShouldBe((int)attempts);

        await scene.ExecuteAsync("DELETE FROM chaos_refused");
        (await scene.AftermathAsync()).Check(Others + 1);
    }

    private static async Task<long> AttemptsBetweenAsync(Scene scene, Guid job) =>
        (await scene.ListAsync<long>("SELECT CAST(attempt AS bigint) FROM jobs_queue WHERE id = @job AND state = 1", new { job })).SingleOrDefault();

    private static string[] Refusal(Database on) =>
    [
        "CREATE TABLE chaos_refused (id uuid)",
        "INSERT INTO chaos_refused (id) VALUES (@poisoned)",
        .. on == Database.Sqlite
            ? (string[])[
                """
                CREATE TRIGGER chaos_refuse BEFORE INSERT ON jobs_history WHEN EXISTS (SELECT 1 FROM chaos_refused r WHERE r.id = NEW.id)
                BEGIN SELECT RAISE(ABORT, 'refused'); END
                """,
            ]
            : [
                """
                CREATE FUNCTION chaos_refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN IF EXISTS (SELECT 1 FROM chaos_refused r WHERE r.id = NEW.id) THEN RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END $$
                """,
                "CREATE TRIGGER chaos_refuse BEFORE INSERT ON jobs_history FOR EACH ROW EXECUTE FUNCTION chaos_refuse()",
            ],
    ];
}
