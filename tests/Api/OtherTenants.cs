using System.Text.Json;
using Steward.Platform.Http;

namespace Api;

/// <summary>Another tenant's objects do not exist: 404 on every route that names one, and no list shows them.</summary>
public sealed class OtherTenants
{
    private static bool Removes(Route route) => route.Method == "DELETE" || route.Pattern.EndsWith("/deactivate", StringComparison.Ordinal);

    [Theory, OnBothDatabases]
    public async Task Every_route_that_names_an_object_answers_404_for_another_tenants(Database on)
    {
        var server = await Servers.On(on);
        var (victim, intruder) = (await Victim.NewAsync(server), server.Client(Service.Platform, (await server.NewTenantAsync()).Key));
        var covered = 0;
        foreach (var route in Named(server))
        {
            var path = route.With(name => victim.ValueOf(route, name));
            await (await intruder.SendAsync(new HttpMethod(route.Method), path, victim.BodyOf(route))).ProblemAsync(404, "not_found");
            covered++;
        }

        covered.ShouldBeGreaterThan(25);
        // The same paths are there for whom they belong to, after all the intruder tried; what removes comes last.
        foreach (var route in Named(server).OrderBy(Removes).ThenBy(r => r.Pattern.StartsWith("/v1", StringComparison.Ordinal)))
        {
            var answer = await victim.Client.SendAsync(new HttpMethod(route.Method), route.With(name => victim.ValueOf(route, name)), victim.BodyOf(route));
            if (route.Method is "GET" or "PUT") ((int)answer.StatusCode).ShouldBe(200, route.ToString());
        }
    }

    // A queue is everybody's: what a tenant does to it touches its own jobs only.
    // Blocks and shortcodes are everybody's too, and published pages are for the world.
    private static IEnumerable<Route> Named(TestServer server) => Routes.Of(server).Where(r => r is { PathParameters.Length: > 0, IsAnonymous: false }
        && !r.Pattern.StartsWith("/v1/queues/", StringComparison.Ordinal) && !r.Pattern.StartsWith("/api/ai/blocks/", StringComparison.Ordinal)
        && !r.Pattern.StartsWith("/api/ai/shortcodes/", StringComparison.Ordinal)
        // Platforms are everybody's; whose account is meant stands in the body.
        && r.PathParameters is not ["platform"]);

    [Theory, OnBothDatabases]
    public async Task Every_route_that_takes_a_company_answers_404_for_another_tenants(Database on)
    {
        var server = await Servers.On(on);
        var (victim, intruder) = (await Victim.NewAsync(server), server.Client(Service.Platform, (await server.NewTenantAsync()).Key));
        var routes = Routes.Of(server).Where(r => r.HandlerParameters.Contains("companyId") && !r.PathParameters.Contains("companyId")).ToList();
        routes.Count.ShouldBeGreaterThanOrEqualTo(4);
        foreach (var route in routes)
        {
            var path = route.With(name => victim.ValueOf(route, name)) + "?companyId=" + victim.Tenant.Id;
            await (await intruder.SendAsync(new HttpMethod(route.Method), path)).ProblemAsync(404, "not_found");
            await (await victim.Client.SendAsync(new HttpMethod(route.Method), path)).JsonAsync();
        }

        // What only the platform's owner may do has no other tenants.
        var bodies = Routes.Of(server).Where(r => r.BodyType?.GetProperty("CompanyId") is not null && r.Permissions is not ["ledger.correct"]).ToList();
        bodies.Count.ShouldBeGreaterThanOrEqualTo(4);
        foreach (var route in bodies)
        {
            var body = victim.BodyOf(route);
            body.ShouldNotBeNull($"{route} takes a company in its body: add the body here");
            await (await intruder.SendAsync(new HttpMethod(route.Method), route.Pattern, body)).ProblemAsync(404, "not_found");
        }
    }

    [Theory, OnBothDatabases]
    public async Task No_list_shows_another_tenants_rows(Database on)
    {
        var server = await Servers.On(on);
        var (victim, intruder) = (await Victim.NewAsync(server), server.Client(Service.Platform, (await server.NewTenantAsync()).Key));
        // The exports are files; PageDocuments and JobOperations look into them.
        var lists = Routes.Of(server).Where(r => r is { Method: "GET", IsAnonymous: false, Pattern: not ("/v1/pages/export" or "/v1/dead-letters/export" or "/ws") } && r.PathParameters.Length == 0).ToList();
        lists.Count.ShouldBeGreaterThanOrEqualTo(10);
        var shownToTheVictim = "";
        foreach (var list in lists)
        {
            var text = (await (await intruder.GetAsync(list.Pattern, Answers.Ct)).JsonAsync()).ToString();
            foreach (var mark in victim.Marks) text.ShouldNotContain(mark, Case.Insensitive, list.ToString());
            shownToTheVictim += (await (await victim.Client.GetAsync(list.Pattern, Answers.Ct)).JsonAsync()).ToString();
        }

        foreach (var mark in victim.Marks) shownToTheVictim.ShouldContain(mark, Case.Insensitive, "or the test would prove nothing");
    }

    [Theory, OnBothDatabases]
    public async Task Figures_of_a_list_count_ones_own_rows_only(Database on)
    {
        var server = await Servers.On(on);
        await Victim.NewAsync(server);
        var intruder = server.Client(Service.Platform, (await server.NewTenantAsync()).Key);
        (await (await intruder.GetAsync("/safety/queue", Answers.Ct)).JsonAsync()).GetProperty("count").GetInt32().ShouldBe(0);
        (await (await intruder.GetAsync("/cost/metrics", Answers.Ct)).JsonAsync()).GetProperty("metrics").GetProperty("totalRequests").GetInt64().ShouldBe(0);
        foreach (var platform in (await (await intruder.GetAsync("/impact-in/schedules/stats", Answers.Ct)).JsonAsync()).GetProperty("stats").EnumerateArray())
            platform.GetProperty("totalSchedules").GetInt32().ShouldBe(0);
        (await (await intruder.GetAsync("/v1/feedback/summary", Answers.Ct)).JsonAsync()).GetProperty("received").GetInt64().ShouldBe(0);
    }

    /// <summary>A tenant with one of everything.</summary>
    private sealed record Victim(
        TestTenant Tenant, HttpClient Client, string Schedule, string Delivery, string QueueItem, string Flag, string ContentId, string OtherKey, Guid DeadJob, string Page, Guid DeadPage, string Operation, string Batch, Evaluated Evaluated, string Rule, Guid Learnt, Moderated Moderated)
    {
        public IEnumerable<string> Marks => [Schedule, QueueItem, Flag, ContentId, OtherKey, DeadJob.ToString(), Page, DeadPage.ToString(), Operation, Batch, Evaluated.Dataset, Evaluated.Run, Evaluated.Model, Rule, Learnt.ToString(), Moderated.Comment, Moderated.Rule, Moderated.Connection, Moderated.Trusted, Moderated.Webhook];

        public static async Task<Victim> NewAsync(TestServer server)
        {
            var tenant = await server.NewTenantAsync();
            var client = server.Client(Service.Platform, tenant.Key);
            var schedule = (await (await client.PostAsync("/impact-in/schedules", NewSchedule(tenant.Id))).JsonAsync(201)).GetProperty("schedule").Text("id");
            var delivery = (await (await client.PostAsync($"/impact-in/schedules/{schedule}/run-now", new { })).JsonAsync(202)).Text("deliveryId");
            var contentId = "content-" + Guid.NewGuid();
            await (await client.PostAsync("/screen/text", new { contentId, contentType = "feedback_text", text = "What a damn shit place" })).JsonAsync();
            var item = (await (await client.GetAsync("/safety/queue", Answers.Ct)).JsonAsync()).GetProperty("items")[0];
            await (await client.PostAsync("/v1/webhooks/ingest", new { type = "feedback.received", userId = "u", data = new { text = "I feel at home here." } })).JsonAsync();
            var key = (await (await client.PostAsync("/v1/keys", new { name = "other", role = "viewer" })).JsonAsync(201)).Text("id");
            var operation = (await (await client.PostAsync("/v1/jobs/operations", new { action = "cancel", filter = new { kind = "none" } })).JsonAsync(202)).Text("id");
            var batch = (await (await client.PostAsync("/v1/batches", new
            {
                requests = new[] { new { custom_id = "one", body = new { model = "builtin/chat", messages = new[] { new { role = "user", content = "Hello" } } } } },
            })).JsonAsync(202)).Text("id");
            return new Victim(tenant, client, schedule, delivery, item.GetProperty("queueItem").Text("id"), item.GetProperty("flag").Text("id"), contentId, key, await server.AddDeadJobAsync(tenant.Id),
                (await (await client.PostAsync("/v1/pages", Document)).JsonAsync(201)).GetProperty("page").Text("id"),
                await server.AddDeadJobAsync(tenant.Id, kind: "pages.generate"), operation, batch, await Evaluated.NewAsync(client),
                (await (await client.PostAsync("/v1/safety/rules", ScreeningRule)).JsonAsync(201)).Text("id"), await server.AddLearntModelAsync(tenant.Id), await Moderated.NewAsync(client));
        }

        public string ValueOf(Route route, string name) => (name, route.Pattern) switch
        {
            ("companyId", _) => Tenant.Id.ToString(),
            ("deliveryId", _) => Delivery,
            ("id", var p) when p.StartsWith("/v1/clients/{id}", StringComparison.Ordinal) => Tenant.Id.ToString(),
            ("id", var p) when p.Contains("/schedules/{id}", StringComparison.Ordinal) => Schedule,
            ("id", var p) when p.Contains("/safety/queue/{id}", StringComparison.Ordinal) => QueueItem,
            ("id", var p) when p.Contains("/safety/flags/{id}", StringComparison.Ordinal) => Flag,
            ("id", var p) when p.Contains("/safety/rules/{id", StringComparison.Ordinal) => Rule,
            ("id", var p) when p.Contains("/safety/models/{id", StringComparison.Ordinal) => Learnt.ToString(),
            // Which decisions are drawn for one is chance: Flows.Safety.Agreement asks for one of another tenant.
            ("id", "/v1/safety/second-opinions/{id:guid}") => Rule,
            ("id", "/v1/keys/{id:guid}") => OtherKey,
            ("id", var p) when p.StartsWith("/v1/jobs/operations/{id", StringComparison.Ordinal) => Operation,
            ("id", var p) when p.StartsWith("/v1/jobs/{id", StringComparison.Ordinal) || p.StartsWith("/v1/dead-letters/{id", StringComparison.Ordinal) => DeadJob.ToString(),
            ("id", var p) when p.StartsWith("/v1/pages/{id", StringComparison.Ordinal) => Page,
            ("id", var p) when p.StartsWith("/api/ai/", StringComparison.Ordinal) => DeadPage.ToString(),
            ("id", var p) when p.StartsWith("/v1/batches/{id", StringComparison.Ordinal) => Batch,
            ("id", var p) when p.StartsWith("/api/v1/comments/{id", StringComparison.Ordinal) || p.StartsWith("/api/v1/moderate/status/", StringComparison.Ordinal) => Moderated.Comment,
            ("id", var p) when p.StartsWith("/api/v1/rules/", StringComparison.Ordinal) => Moderated.Rule,
            ("id", var p) when p.StartsWith("/api/v1/connections/", StringComparison.Ordinal) => Moderated.Connection,
            ("id", var p) when p.StartsWith("/api/v1/webhooks/", StringComparison.Ordinal) => Moderated.Webhook,
            ("id", var p) when p.StartsWith("/api/v1/allow-list/", StringComparison.Ordinal) => Moderated.Trusted,
            ("id", var p) when p.StartsWith("/api/v1/authors/", StringComparison.Ordinal) => Moderated.Author,
            ("otherId", _) => Evaluated.Run,
            ("id", var p) when p.Contains("/q2q/eval/datasets/{id", StringComparison.Ordinal) => Evaluated.Dataset,
            ("id", var p) when p.Contains("/q2q/eval/", StringComparison.Ordinal) => Evaluated.Run,
            ("id", var p) when p.Contains("/q2q/", StringComparison.Ordinal) => Evaluated.Model,
            ("provider", _) => "builtin",
            ("number", _) => "1",
            _ => throw new InvalidOperationException($"{route} takes '{name}': say here whose object it names."),
        };

        public object? BodyOf(Route route) => route.BodyType?.Name switch
        {
            null => null,
            "CreateSchedule" => NewSchedule(Tenant.Id),
            "ChangeSchedule" => new { schedule = "0 3 * * *" },
            "ReviewRequest" or "ReasonRequest" or "NoteRequest" => new { notes = "mine now" },
            "AssignRequest" => new { assignedTo = "me" },
            "AppealRequest" => new { reason = "It is mine." },
            "OpinionRequest" => new { decision = "approve" },
            "SaveModerationRule" => Moderated.NewRule,
            "ModelState" => new { state = "live" },
            "SaveRule" => ScreeningRule,
            "RuleState" => new { state = "draft" },
            "DiscardRequest" => new { reason = "not wanted" },
            "SavePage" => Document,
            "ChangeModel" => new { thresholds = new { anxiety = .5 } },
            "DecideRequest" => new { action = "flag", note = "Seen." },
            "FeedbackRequest" => new { kind = "correct" },
            "TryRule" => new { text = "A lamp" },
            "PublishPage" => new { version = 1 },
            "SetBudget" => new { budget = 5 },
            "ClassifyRequest" => new { text = "Hello there", companyId = Tenant.Id },
            "ClassifyBatchRequest" => new { texts = (string[])["Hello there"], companyId = Tenant.Id },
            var other => throw new InvalidOperationException($"{route} takes a {other}: give one here."),
        };

        private static readonly object ScreeningRule = new { name = "Mine", action = "review", when = new { flag = "spam" } };

        private static readonly object Document = new { document = new { page = new { slug = "home", title = "Home" }, blocks = new[] { new { type = "page/hero", attributes = new { title = "Home" } } } } };

        private static object NewSchedule(Guid company) => new { companyId = company, platform = "benevity", schedule = "0 0 1 * *" };
    }

    /// <summary>A judged comment, its author, a rule, a connected account, a trusted author and an address that is told.</summary>
    private sealed record Moderated(string Comment, string Author, string Rule, string Connection, string Trusted, string Webhook)
    {
        public static readonly object NewRule = new { name = "Lamps", rule = new { severity = "low", keywords = (string[])["lamp"] } };

        public static async Task<Moderated> NewAsync(HttpClient client)
        {
            var author = "author-" + Guid.NewGuid();
            await (await client.PostAsync("/api/v1/moderate/comment", new { platform = "reddit", comment_id = "c-" + author, comment_text = "What a damn shit place", user_id = author })).JsonAsync();
            var comment = (await (await client.GetAsync($"/api/v1/comments?author_id={author}", Answers.Ct)).JsonAsync()).GetProperty("comments")[0].Text("id");
            var rule = (await (await client.PostAsync("/api/v1/rules", NewRule)).JsonAsync(201)).Text("id");
            var account = new { account = "forum", base_url = "https://forum.example.org", webhook_secret = "a-secret-of-sixteen-or-more" };
            var connection = (await (await client.PostAsync("/api/v1/webhook/connect", account)).JsonAsync()).Text("id");
            // Nobody answers there: it is registered and never verified.
            var hook = new { webhook_url = "http://127.0.0.1:9/", secret = "a-secret-of-sixteen-or-more" };
            var webhook = (await (await client.PostAsync("/api/v1/webhooks/reddit", hook)).JsonAsync(201)).Text("webhook_id");
            return new Moderated(comment, author, rule, connection, (await (await client.PostAsync("/api/v1/allow-list", new { platform = "reddit", author_id = "trusted" })).JsonAsync()).Text("id"), webhook);
        }
    }

    /// <summary>A data set, its completed run, and the active model.</summary>
    private sealed record Evaluated(string Dataset, string Run, string Model)
    {
        public static async Task<Evaluated> NewAsync(HttpClient client)
        {
            var upload = new { name = "feedback", samples = new[] { new { text = "I feel at home here.", labels = new { belonging_increase = true } } } };
            var dataset = (await (await client.PostAsync("/v1/q2q/eval/upload", upload)).JsonAsync(201)).Text("datasetId");
            var run = (await (await client.PostAsync("/v1/q2q/eval/run", new { datasetId = dataset })).JsonAsync(202)).Text("evalId");
            var model = (await (await client.PostAsync("/v1/q2q/registry/sync", new { })).JsonAsync()).GetProperty("models")[0].Text("id");
            await (await client.PostAsync($"/v1/q2q/registry/models/{model}/activate", new { })).JsonAsync();
            await TestServer.EventuallyAsync(async () => (await (await client.GetAsync($"/v1/q2q/eval/results/{run}", Answers.Ct)).JsonAsync()).GetProperty("result").Text("status"), s => s == "completed");
            return new Evaluated(dataset, run, model);
        }
    }
}
