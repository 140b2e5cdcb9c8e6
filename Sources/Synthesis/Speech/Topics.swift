// What the made dialogs are about: eighteen everyday topics, each with things, people, places and acts to speak of.

import Basics

/// The nouns and acts of one subject; all sentences draw their slots from the topic of their dialog.
struct Topic: Sendable {
  /// Nouns that follow "the", "my", "that".
  let things: [String]
  /// With their article, or names.
  let people: [String]
  /// With their preposition.
  let places: [String]
  /// Verb phrases in their base form, after "to".
  let acts: [String]
  /// Whole sentences without a mood.
  let facts: [String]

  init(things: String, people: String, places: String, acts: String, facts: [String]) {
    func list(_ text: String) -> [String] { text.split(separator: ", ").map(String.init) }
    self.things = list(things)
    self.people = list(people)
    self.places = list(places)
    self.acts = list(acts)
    self.facts = facts
  }

  static let all: [Topic] = [
    Topic(
      things:
        "leather suitcase, valid passport, paper ticket, evening flight, boarding pass, luggage tag, window seat, green backpack",
      people: "the pilot, the woman at the counter, my travel agent, the guard",
      places: "at the airport, by the gate, in the departure hall",
      acts:
        "check the luggage, board the plane, change the flight, find the gate, pack the suitcase",
      facts: [
        "The plane to Boston leaves from gate twelve.",
        "My leather suitcase is heavier than the blue one.",
        "They serve orange juice after takeoff.", "The security check took half an hour.",
        "Our connecting flight lands in Chicago.",
      ]),
    Topic(
      things:
        "insurance form, driving license, second signature, missing application, rubber stamp, passport photo, brown folder, original receipt",
      people: "the clerk, the manager, the man at window six, the supervisor",
      places: "at the office, in the waiting line, at the front desk",
      acts: "fill in the form, sign the paper, stand in line, renew the license, bring the receipt",
      facts: [
        "The yellow form needs a second signature.", "Window nine opens after the coffee break.",
        "My driving license expired in November.", "The copy machine is out of paper.",
        "You get a pink receipt downstairs.",
      ]),
    Topic(
      things:
        "wedding plan, golden ring, silk dress, lemon cake, printed invitation, guest list, white flower, long speech",
      people: "the bride, my cousin, the groom, the photographer",
      places: "at the church, in the ballroom, on the dance floor",
      acts:
        "choose the ring, write the speech, taste the cake, invite the cousins, rent the ballroom",
      facts: [
        "The church bells rang twelve times.", "Her white dress came from Italy.",
        "The chocolate cake has three layers.", "Eighty guests answered the invitation.",
        "The string quartet plays after dinner.",
      ]),
    Topic(
      things:
        "apartment key, monthly rent, tiny kitchen, gas heater, wet ceiling, rental lease, freight elevator, grey carpet",
      people: "the landlord, my roommate, the plumber, the woman upstairs",
      places: "in the hallway, in the basement, on the third floor",
      acts: "pay the rent, fix the heater, paint the kitchen, call the plumber, sign the lease",
      facts: [
        "The kitchen window faces the street.", "Our lease runs until September.",
        "The old heater makes a clicking sound.", "Two bedrooms share the narrow hallway.",
        "The elevator stops on every floor.",
      ]),
    Topic(
      things:
        "office job, phone interview, starting salary, work contract, short resume, staff meeting, big promotion, corner desk",
      people: "the boss, my partner, the new director, the secretary",
      places: "at work, in the meeting room, on the top floor",
      acts:
        "prepare the interview, ask for a raise, finish the report, print the resume, meet the director",
      facts: [
        "The interview starts at nine sharp.", "My first salary went to the dentist.",
        "The yearly report has forty pages.", "The director flies in from Denver.",
        "A coffee machine stands next to my desk.",
      ]),
    Topic(
      things:
        "hospital bed, heart surgery, cough medicine, clean bandage, high fever, morning appointment, folding wheelchair, blood test",
      people: "the doctor, the nurse, my grandmother, the surgeon",
      places: "in the hospital, at the clinic, in the emergency room",
      acts:
        "see the doctor, take the medicine, visit grandmother, wait for the surgeon, read the blood test",
      facts: [
        "The waiting room was painted green.", "Visiting hours end at eight.",
        "The blood test came back this week.", "The nurse changes the bandage twice a day.",
        "The clinic moved across the river.",
      ]),
    Topic(
      things:
        "final exam, math homework, physics lecture, bad grade, chemistry textbook, term essay, library card, full scholarship",
      people: "the professor, my tutor, the student next to me, the principal",
      places: "at school, in the library, in the lecture hall",
      acts:
        "study for the exam, hand in the essay, read the textbook, pass the class, talk to the professor",
      facts: [
        "The history exam covers six chapters.", "My library card is in the drawer.",
        "The lecture hall seats two hundred students.", "The essay is due before Christmas.",
        "The professor speaks with a soft accent.",
      ]),
    Topic(
      things:
        "rental car, diesel engine, spare tire, dead battery, hand brake, garage door, side mirror, parking ticket",
      people: "the mechanic, the driver, my uncle, the officer",
      places: "in the garage, on the highway, in the parking lot",
      acts:
        "start the engine, change the tire, park the car, charge the battery, drive to the coast",
      facts: [
        "The red car needs new brake lights.", "The garage closes around seven.",
        "Gas prices went up another dime.", "The left mirror came off on the highway.",
        "My uncle drives a silver truck.",
      ]),
    Topic(
      things:
        "little dog, short leash, black puppy, metal collar, garden fence, dog kennel, chewed bone, wool blanket",
      people: "the vet, the breeder, my sister, the boy next door",
      places: "in the park, behind the fence, at the shelter",
      acts: "walk the dog, feed the puppy, build the kennel, look for the leash, call the vet",
      facts: [
        "The brown puppy sleeps under the table.", "The wooden fence runs along the road.",
        "Our vet lives above the bakery.", "A long leash hangs behind the door.",
        "The shelter feeds thirty animals.",
      ]),
    Topic(
      things:
        "onion soup, pizza oven, family recipe, broken plate, roast chicken, dinner table, potato salad, wine bottle",
      people: "the waiter, the cook, my mother, the chef",
      places: "in the restaurant, at the table, near the stove",
      acts: "cook the soup, set the table, order the chicken, wash the plates, open the bottle",
      facts: [
        "The chicken soup needs more pepper.", "Our waiter brought the wrong salad.",
        "The oven takes ten minutes to heat up.", "Fresh bread comes out at five.",
        "The corner table seats four people.",
      ]),
    Topic(
      things:
        "sandy beach, tall wave, full moon, wet sand, rowing boat, old lighthouse, striped towel, pocket flashlight",
      people: "the fisherman, the lifeguard, my brother, the captain",
      places: "on the beach, under the moon, near the water",
      acts:
        "watch the waves, row the boat, swim to the lighthouse, sit in the sand, count the stars",
      facts: [
        "The tide comes in before midnight.", "A full moon hung over the water.",
        "The fishing boat left the harbor.", "Silver fish swim up to the sand once a year.",
        "The lighthouse blinks every eight seconds.",
      ]),
    Topic(
      things:
        "mobile phone, electric bill, internet line, cable box, secret password, wireless modem, shared account, voice message",
      people: "the operator, the technician, the customer service, the woman on the phone",
      places: "on the phone, at the company, in the store",
      acts:
        "pay the bill, reset the password, call the company, restart the modem, close the account",
      facts: [
        "The monthly bill came in a blue envelope.", "The technician comes between noon and four.",
        "My password has eleven letters.", "The line was busy the whole afternoon.",
        "The cable box sits behind the television.",
      ]),
    Topic(
      things:
        "pocket money, student loan, bank card, lost wallet, tight budget, yearly interest, secret savings, signed check",
      people: "the banker, the cashier, my accountant, the lawyer",
      places: "at the bank, behind the counter, in the lobby",
      acts: "save the money, repay the loan, count the coins, cash the check, plan the budget",
      facts: [
        "The bank closes early on Thursday.", "My wallet was in the other jacket.",
        "The loan runs for fifteen years.", "The interest went up two percent.",
        "The cashier counted the coins twice.",
      ]),
    Topic(
      things:
        "steel guitar, love song, open concert, snare drum, debut album, wooden stage, slow melody, loud microphone",
      people: "the singer, the drummer, the audience, my teacher",
      places: "on the stage, in the studio, at the concert",
      acts: "play the guitar, learn the song, tune the piano, record the album, sing the melody",
      facts: [
        "The second song begins with a slow drum.", "My guitar has only five strings.",
        "The new album came out in spring.", "The choir sings without a microphone.",
        "The concert hall holds a thousand seats.",
      ]),
    Topic(
      things:
        "summer house, frozen lake, leaking roof, front porch, stone cottage, brick fireplace, dusty attic, spiral staircase",
      people: "the carpenter, the realtor, my grandfather, the painter",
      places: "by the lake, on the porch, in the attic",
      acts:
        "sell the house, repair the roof, light the fireplace, sweep the porch, clean the attic",
      facts: [
        "The cottage stands between two pine trees.", "Rain drips through the old roof.",
        "The lake freezes over in January.", "Grandfather built the stone fireplace.",
        "The attic is full of dusty boxes.",
      ]),
    Topic(
      things:
        "rose garden, cherry tree, wild rose, dry lawn, rusty shovel, thorny hedge, sour apple, ripe tomato",
      people: "the neighbor, the gardener, my aunt, the old man",
      places: "in the garden, behind the hedge, under the tree",
      acts: "water the roses, mow the lawn, plant the tomatoes, cut the hedge, pick the apples",
      facts: [
        "The apple tree blooms in early May.", "The green hose lies behind the shed.",
        "Our neighbor grows giant tomatoes.", "The hedge is taller than the fence.",
        "Roses need water every evening.",
      ]),
    Topic(
      things:
        "express train, central station, empty platform, winter schedule, sleeping wagon, friendly conductor, printed timetable, iron bridge",
      people: "the conductor, the passenger, the old lady, the porter",
      places: "on the train, at the station, on the platform",
      acts:
        "catch the train, read the timetable, cross the bridge, reach the station, buy the ticket",
      facts: [
        "The night train stops at a small town.", "The timetable changed in October.",
        "The dining wagon is near the front.", "Platform two is across the bridge.",
        "A single ticket costs eighteen dollars.",
      ]),
    Topic(
      things:
        "birthday card, secret present, scented candle, yellow balloon, garden party, sweet surprise, velvet ribbon, instant camera",
      people: "the children, my daughter, the clown, my best friend",
      places: "at the party, in the living room, in the backyard",
      acts:
        "wrap the present, light the candles, bake the cake, blow up the balloons, hide the present",
      facts: [
        "The birthday cake has nine candles.", "Colored balloons hang over the stairs.",
        "The clown arrives around three.", "A silver ribbon goes around the box.",
        "The neighbors bring their own chairs.",
      ]),
  ]

  static let times = [
    "today", "tonight", "yesterday", "tomorrow", "this morning", "last night", "last week",
    "next week", "on Monday", "on Friday", "last summer", "in the morning", "after lunch",
    "at noon", "next month", "in an hour", "all day", "for years", "at midnight", "on Sunday",
  ]
  static let names = [
    "Anna", "Ben", "Clara", "David", "Emma", "Frank", "Grace", "Henry", "Iris", "Jack", "Kate",
    "Leo", "Mary", "Nick", "Olive", "Paul", "Rose", "Sam", "Tina", "Victor",
  ]
  static let numbers = [
    "two", "three", "four", "five", "six", "seven", "eight", "ten", "twelve", "twenty", "thirty",
    "fifty",
  ]
}
