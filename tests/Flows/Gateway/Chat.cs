using System.ClientModel;
using System.Net;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using Steward.Gateway.Spend;
using Steward.Platform.Http;
using MessageParts = OpenAI.Chat.ChatMessageContentPart;

namespace Flows.Gateway;

/// <summary>The front for clients of OpenAI's API, by the official client for .NET and byte by byte, before a provider that is priced.</summary>
public sealed class Chat(ChatWorlds worlds) : IClassFixture<ChatWorlds>
{
    private const string Question = "Say hello.";
    private const string Answer = "Hello to everybody who reads this.";

    public static TheoryData<Database, string> Models() => OnBoth.Of(["gpt-4o-mini", "anthropic/claude-haiku-4-5", "google/gemini-2.5-flash"]);

    [Theory, MemberData(nameof(Models))]
    public async Task Official_client_gets_its_answer_and_the_ledger_has_what_the_provider_counted(Database on, string model)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Reply(Answer) with { Usage = new TokenUsage(40, 9, Cached: 10) };
        var client = ClientOf(company, model);
        var completion = (await client.CompleteChatAsync([new SystemChatMessage("Be kind."), new UserChatMessage(Question)], cancellationToken: Ct)).Value;

        completion.Content[0].Text.ShouldBe(Answer);
        completion.FinishReason.ShouldBe(ChatFinishReason.Stop);
        (completion.Usage.InputTokenCount, completion.Usage.OutputTokenCount, completion.Usage.InputTokenDetails.CachedTokenCount).ShouldBe((40, 9, 10));
        var entry = (await company.BalancedLedgerAsync()).ShouldHaveSingleItem();
        (entry.Task, entry.Outcome, entry.InputTokens, entry.CachedTokens, entry.OutputTokens, entry.Estimated).ShouldBe(("chat", "ok", 30L, 10L, 9L, false));
        entry.CostPico.ShouldBe(new PriceTable(TimeProvider.System).Find(entry.Provider, entry.Model)!.CostOf(new Steward.Gateway.TokenUsage(30, 10, 9)));
        entry.CostPico.ShouldBeGreaterThan(0);
    }

    [Theory, MemberData(nameof(Models))]
    public async Task Streamed_answer_comes_in_pieces_and_its_usage_is_on_record_before_its_last_byte(Database on, string model)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Reply(Answer) with { Usage = new TokenUsage(40, 9) };
        var (pieces, finish) = (new List<string>(), (ChatFinishReason?)null);
        ChatTokenUsage? usage = null;
        await foreach (var update in ClientOf(company, model).CompleteChatStreamingAsync([new UserChatMessage(Question)], cancellationToken: Ct))
        {
            pieces.AddRange(update.ContentUpdate.Select(c => c.Text).Where(t => t.Length > 0));
            finish = update.FinishReason ?? finish;
            usage = update.Usage ?? usage;
        }

        string.Concat(pieces).ShouldBe(Answer);
        pieces.Count.ShouldBeGreaterThan(2);
        finish.ShouldBe(ChatFinishReason.Stop);
        (usage!.InputTokenCount, usage.OutputTokenCount).ShouldBe((40, 9));
        // Read right after the last byte: it was there before.
        var entry = (await company.RowsAsync<LedgerEntry>()).ShouldHaveSingleItem();
        (entry.Outcome, entry.InputTokens, entry.OutputTokens, entry.Estimated).ShouldBe(("ok", 40L, 9L, false));
        await company.BalancedLedgerAsync();
    }

    [Theory, MemberData(nameof(Models))]
    public async Task Tool_calls_pass_through_and_their_results_go_back(Database on, string model)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Succeed() with { Tool = ("get_weather", """{"city":"Bergen"}""") };
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("get_weather", "The weather.", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}""")) } };
        var client = ClientOf(company, model);
        List<ChatMessage> talk = [new UserChatMessage("Weather in Bergen?")];
        var asked = (await client.CompleteChatAsync(talk, options, Ct)).Value;
        asked.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        JsonDocument.Parse(asked.ToolCalls.ShouldHaveSingleItem().FunctionArguments).RootElement.GetProperty("city").GetString().ShouldBe("Bergen");

        talk.AddRange([new AssistantChatMessage(asked), new ToolChatMessage(asked.ToolCalls[0].Id, "Rain.")]);
        world.Provider.Default = Behaviour.Reply(Answer);
        (await client.CompleteChatAsync(talk, options, Ct)).Value.Content[0].Text.ShouldBe(Answer);
        world.Provider.Calls[^1].BodyText.ShouldContain("Rain.");
        (await company.BalancedLedgerAsync()).Count.ShouldBe(2);
    }

    [Theory, OnBothDatabases]
    public async Task Streamed_tool_calls_arrive_whole_from_either_wire(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Succeed() with { Tool = ("get_weather", """{"city":"Bergen","days":3}""") };
        foreach (var model in (string[])["gpt-4o-mini", "anthropic/claude-haiku-4-5"])
        {
            var (name, arguments) = ("", "");
            await foreach (var update in ClientOf(company, model).CompleteChatStreamingAsync([new UserChatMessage(Question)],
                new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("get_weather") } }, Ct))
                foreach (var call in update.ToolCallUpdates) (name, arguments) = (name + call.FunctionName, arguments + call.FunctionArgumentsUpdate);
            name.ShouldBe("get_weather");
            arguments.ShouldBe("""{"city":"Bergen","days":3}""");
        }
    }

    [Theory, MemberData(nameof(Models))]
    public async Task Answer_by_a_schema_is_that_of_the_schema(Database on, string model)
    {
        var (_, company) = await StartAsync(on);
        var options = new ChatCompletionOptions
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("greeting",
                BinaryData.FromString("""{"type":"object","properties":{"hello":{"type":"string"}},"required":["hello"],"additionalProperties":false}"""), jsonSchemaIsStrict: true),
        };
        var completion = (await ClientOf(company, model).CompleteChatAsync([new UserChatMessage(Question)], options, Ct)).Value;
        JsonDocument.Parse(completion.Content[0].Text).RootElement.GetProperty("hello").ValueKind.ShouldBe(JsonValueKind.String);
        completion.FinishReason.ShouldBe(ChatFinishReason.Stop);
    }

    [Theory, OnBothDatabases]
    public async Task Picture_reaches_either_wire(Database on)
    {
        var (world, company) = await StartAsync(on);
        var message = new UserChatMessage(MessageParts.CreateTextPart("What is this?"), MessageParts.CreateImagePart(BinaryData.FromBytes([1, 2, 3]), "image/png"));
        await ClientOf(company, "gpt-4o-mini").CompleteChatAsync([message], cancellationToken: Ct);
        world.Provider.Calls[^1].BodyText.ShouldContain("data:image/png;base64,AQID");
        await ClientOf(company, "anthropic/claude-haiku-4-5").CompleteChatAsync([message], cancellationToken: Ct);
        world.Provider.Calls[^1].BodyText.ShouldContain("""{"type":"base64","media_type":"image/png","data":"AQID"}""");
    }

    [Theory, OnBothDatabases]
    public async Task Builtin_answer_says_that_no_model_has_read_the_message_and_costs_nothing(Database on)
    {
        var (world, company) = await StartAsync(on);
        var before = world.Provider.CallCount;
        var client = ClientOf(company, "builtin/chat");
        (await client.CompleteChatAsync([new UserChatMessage(Question)], cancellationToken: Ct)).Value.Content[0].Text.ShouldContain("no model has read your message");
        var streamed = "";
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage(Question)], cancellationToken: Ct)) streamed += string.Concat(update.ContentUpdate.Select(c => c.Text));
        streamed.ShouldContain("OPENAI_API_KEY");
        (await company.RowsAsync<LedgerEntry>()).Select(e => (e.Provider, e.Model, e.CostPico)).ShouldBe([("builtin", "chat", 0L), ("builtin", "chat", 0L)]);
        world.Provider.CallCount.ShouldBe(before);
    }

    [Theory, OnBothDatabases]
    public async Task Headers_name_who_answered_and_what_it_cost(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Reply(Answer) with { Usage = new TokenUsage(1000, 100) };
        var response = await company.SendAsync(HttpMethod.Post, Service.Platform, "/v1/chat/completions", Body("fast"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        string Header(string name) => response.Headers.GetValues(name).Single();
        (Header("X-Steward-Provider"), Header("X-Steward-Model"), Header("X-Steward-Cost")).ShouldBe(("openai", "gpt-4o-mini", "0.00021"));
        Header("X-Request-Id").ShouldNotBeEmpty();
    }

    [Theory, OnBothDatabases]
    public async Task Models_that_can_be_asked_are_listed(Database on)
    {
        var (_, company) = await StartAsync(on);
        var models = (await company.GetAsync(Service.Platform, "/v1/models")).GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString()).ToList();
        foreach (var name in (string[])["fast", "openai/gpt-4o-mini", "anthropic/claude-haiku-4-5", "google/gemini-2.5-flash", "builtin/chat"]) models.ShouldContain(name);
        models.ShouldBeUnique();
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_requests_are_refused_with_the_member_in_the_clients_format(Database on)
    {
        var (world, company) = await StartAsync(on);
        var before = world.Provider.CallCount;
        foreach (var (body, status, code, param) in new (object, HttpStatusCode, string, string?)[]
        {
            (new { messages = new[] { new { role = "user", content = "x" } } }, HttpStatusCode.BadRequest, "validation", "model"),
            (new { model = "fast", messages = Array.Empty<object>() }, HttpStatusCode.BadRequest, "validation", "messages"),
            (new { model = "fast", messages = new[] { new { role = "user", content = "x" } }, max_tokens = -1 }, HttpStatusCode.BadRequest, "validation", "max_tokens"),
            (Body("gpt-17"), HttpStatusCode.NotFound, "model_not_found", null),
            (Body("openai/no-price"), HttpStatusCode.BadRequest, "no_price", null),
        })
        {
            var error = (await company.PostAsync(Service.Platform, "/v1/chat/completions", body, status)).GetProperty("error");
            error.GetProperty("code").GetString().ShouldBe(code);
            error.GetProperty("param").GetString().ShouldBe(param);
            error.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        }

        var viewer = await company.AsAsync("viewer");
        (await viewer.PostAsync(Service.Platform, "/v1/chat/completions", Body("fast"), HttpStatusCode.Forbidden)).GetProperty("error").GetProperty("type").GetString().ShouldBe("permission_error");
        world.Provider.CallCount.ShouldBe(before);
        (await company.RowsAsync<Reservation>()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"model":"fast","model":"fast","messages":[{"role":"user","content":"x"}]}"""), InlineData("""{"model":"f\ud800t","messages":[{"role":"user","content":"x"}]}""")]
    [InlineData("""{"model":"fast","messages":[{"role":"user","role":"user","content":[{"type":"text","type":"text"}]}]}"""), InlineData("""{"model":"fast","user":"\ud800","user":"x","messages":[{"role":"user","content":"x"}]}""")]
    public async Task Json_with_a_member_twice_or_half_a_character_is_a_wrong_request(string body)
    {
        var (world, company) = await StartAsync(Database.Sqlite);
        var before = world.Provider.CallCount;
        using var client = company.Server.Client(Service.Platform, company.Key);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/v1/chat/completions", content, TestContext.Current.CancellationToken);
        (await Company.ReadAsync(answer, HttpStatusCode.BadRequest)).GetProperty("error").GetProperty("type").GetString().ShouldBe("invalid_request_error");
        world.Provider.CallCount.ShouldBe(before);
    }

    [Theory, OnBothDatabases]
    public async Task What_has_a_price_of_its_own_is_refused_not_free(Database on)
    {
        var (world, company) = await StartAsync(on);
        var before = world.Provider.CallCount;
        var messages = new[] { new { role = "user", content = Question } };
        foreach (var (body, member) in new (object, string)[]
        {
            (new { model = "fast", messages, service_tier = "priority" }, "service_tier"), (new { model = "fast", messages, web_search_options = new { } }, "web_search_options"),
            (new { model = "fast", messages, modalities = new[] { "audio" } }, "modalities"), (new { model = "fast", messages, prediction = new { type = "content", content = "x" } }, "prediction"),
        })
            (await company.PostAsync(Service.Platform, "/v1/chat/completions", body, HttpStatusCode.BadRequest)).GetProperty("error").GetProperty("param").GetString().ShouldBe(member);
        world.Provider.CallCount.ShouldBe(before);
    }

    [Theory, OnBothDatabases]
    public async Task Thoughts_that_only_the_total_counts_are_paid_for(Database on)
    {
        var (world, company) = await StartAsync(on);
        world.Provider.Default = Behaviour.Reply(Answer) with { Usage = new TokenUsage(40, 9, Apart: 100) };
        await ClientOf(company, "google/gemini-2.5-flash").CompleteChatAsync([new UserChatMessage(Question)], cancellationToken: Ct);
        (await company.BalancedLedgerAsync()).ShouldHaveSingleItem().OutputTokens.ShouldBe(109);
    }

    [Theory, OnBothDatabases]
    public async Task Budget_that_is_used_up_refuses_before_the_provider_is_asked(Database on)
    {
        var (world, company) = await StartAsync(on);
        var before = world.Provider.CallCount;
        await company.BudgetAsync(0);
        var refused = await Should.ThrowAsync<ClientResultException>(() => ClientOf(company, "fast").CompleteChatAsync([new UserChatMessage(Question)], cancellationToken: Ct));
        refused.Status.ShouldBe(429);
        var body = JsonDocument.Parse(refused.GetRawResponse()!.Content).RootElement;
        body.GetProperty("error").GetProperty("type").GetString().ShouldBe("insufficient_quota");
        body.GetProperty("budget").GetProperty("allowed").GetBoolean().ShouldBeFalse();
        world.Provider.CallCount.ShouldBe(before);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal static object Body(string model, bool stream = false) => new { model, stream, messages = new[] { new { role = "user", content = Question } } };

    private async Task<(World World, Company Company)> StartAsync(Database on)
    {
        var world = await worlds.On(on);
        return (world, await Company.AtAsync(world.Server));
    }

    private static ChatClient ClientOf(Company company, string model) => new(model, new ApiKeyCredential(company.Key), new OpenAIClientOptions
    {
        Endpoint = new Uri(company.Server.AddressOf(Service.Platform), "/v1"), RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0),
    });
}

/// <summary>Every provider is the simulator.</summary>
public sealed class ChatWorlds() : Worlds("OpenAi", "Gateway:Models:fast:0=openai/gpt-4o-mini")
{
    protected override string[] MoreOf(ProviderSimulator provider) =>
    [
        $"Gateway:Anthropic:BaseUrl={new Uri(provider.BaseAddress, "/")}", "Gateway:Anthropic:ApiKey=any", $"Gateway:Google:BaseUrl={provider.BaseAddress}", "Gateway:Google:ApiKey=any",
    ];
}
